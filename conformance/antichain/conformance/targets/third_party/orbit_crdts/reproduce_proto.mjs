// A replica that is called __proto__ counts one.
import { createRequire } from "node:module";
const { GCounter } = createRequire(`${process.cwd()}/`)("crdts");

const counter = new GCounter("__proto__");
counter.increment(1);
console.log(counter.value);
