// A counter is incremented by a half.
import { createRequire } from "node:module";
const automerge = createRequire(`${process.cwd()}/`)("automerge");

let document = automerge.from({ count: new automerge.Counter(0) });
try {
  document = automerge.change(document, ({ count }) => void count.increment(0.5));
  console.log(`accepted, and the value is ${document.count.value}`);
} catch (failure) {
  console.log("refused");
}
