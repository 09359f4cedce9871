// Two replicas have names of the same letters in two encodings of Unicode; each counts one.
import { createRequire } from "node:module";
const { createVectorClock } = createRequire(`${process.cwd()}/`)("js-crdt").default.order;

const [a, b] = ["caf\u00e9", "cafe\u0301"].map((name) => createVectorClock(name).next());
console.log(a.equal(b));
