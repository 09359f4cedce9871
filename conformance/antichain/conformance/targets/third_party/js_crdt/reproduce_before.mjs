// a hears of the first update of b, and b counts on: a knows its own update, which b does not.
import { createRequire } from "node:module";
const { createVectorClock } = createRequire(`${process.cwd()}/`)("js-crdt").default.order;

const b = createVectorClock("b").next();
const a = createVectorClock("a").next().merge(b);
console.log(a.lessThan(b.next()));
