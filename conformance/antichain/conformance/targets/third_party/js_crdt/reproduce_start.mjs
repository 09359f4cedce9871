// Two replicas that have done nothing: are their clocks equal?
import { createRequire } from "node:module";
const { createVectorClock } = createRequire(`${process.cwd()}/`)("js-crdt").default.order;

console.log(createVectorClock("a").equal(createVectorClock("b")));
