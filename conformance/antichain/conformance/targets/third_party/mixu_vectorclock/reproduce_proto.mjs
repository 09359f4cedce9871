// A replica that is called __proto__ counts one, and its clock is written as text.
import { createRequire } from "node:module";
const vectorclock = createRequire(`${process.cwd()}/`)("vectorclock");

console.log(JSON.stringify(vectorclock.increment({ clock: {} }, "__proto__").clock));
