// A counter of 2^53 is incremented by one.
import { createRequire } from "node:module";
const automerge = createRequire(`${process.cwd()}/`)("automerge");

let document = automerge.from({ count: new automerge.Counter(2 ** 53) });
document = automerge.change(document, ({ count }) => void count.increment(1));
console.log(document.count.value);
