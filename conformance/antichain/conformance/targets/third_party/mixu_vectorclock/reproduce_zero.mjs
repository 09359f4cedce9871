// Are a clock with an entry of 0 and the empty clock identical?
import { createRequire } from "node:module";
const vectorclock = createRequire(`${process.cwd()}/`)("vectorclock");

console.log(vectorclock.isIdentical({ clock: { a: 0 } }, { clock: {} }));
