// A counter of 2^53 is incremented by one.
import { createRequire } from "node:module";
const { GCounter } = createRequire(`${process.cwd()}/`)("crdts");

const counter = new GCounter("a");
counter.increment(2 ** 53);
counter.increment(1);
console.log(counter.value);
