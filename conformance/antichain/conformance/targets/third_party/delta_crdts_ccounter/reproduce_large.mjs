// A counter of 2^53 is incremented by one.
import { createRequire } from "node:module";
const CRDT = createRequire(`${process.cwd()}/`)("delta-crdts");

const counter = CRDT("ccounter")("a");
counter.inc(2 ** 53);
counter.inc(1);
console.log(counter.value());
