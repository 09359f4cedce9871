// A PN-Counter is decremented by a half more than two.
import { createRequire } from "node:module";
const { PNCounter } = createRequire(`${process.cwd()}/`)("crdts");

const counter = new PNCounter("a");
counter.decrement(2.5);
console.log(counter.value);
