// A replica that is called __proto__ counts one.
import { createRequire } from "node:module";
const clocks = createRequire(`${process.cwd()}/`)("pvclock")();

console.log(Object.keys(clocks.increment({}, "__proto__")).length);
