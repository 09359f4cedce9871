// A replica whose count is 2^53 ticks once.
import { createRequire } from "node:module";
const vectorclock = createRequire(`${process.cwd()}/`)("vectorclock");

console.log(vectorclock.increment({ clock: { a: 2 ** 53 } }, "a").clock.a);
