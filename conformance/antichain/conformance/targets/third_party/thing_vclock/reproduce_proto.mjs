// A replica that is called __proto__ counts one.
import { createRequire } from "node:module";
const { inc } = createRequire(`${process.cwd()}/`)("@thi.ng/vclock");

console.log(Object.keys(inc({}, "__proto__")).length);
