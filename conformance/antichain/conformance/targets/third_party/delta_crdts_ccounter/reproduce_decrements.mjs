// One replica takes one away, twice.
import { createRequire } from "node:module";
const CRDT = createRequire(`${process.cwd()}/`)("delta-crdts");

const counter = CRDT("ccounter")("a");
counter.dec();
counter.dec();
console.log(counter.value());
