// A counter that only grows by whole numbers is incremented by a half more than two.
import { createRequire } from "node:module";
const { GCounter } = createRequire(`${process.cwd()}/`)("crdts");

const counter = new GCounter("a");
counter.increment(2.5);
console.log(counter.value);
