// A counter at the largest safe integer is incremented by one, twice.
import { createRequire } from "node:module";
const automerge = createRequire(`${process.cwd()}/`)("@automerge/automerge");

let document = automerge.from({ count: new automerge.Counter(Number.MAX_SAFE_INTEGER) });
try {
  for (let times = 0; times < 2; times += 1) {
    document = automerge.change(document, ({ count }) => void count.increment(1));
  }
  console.log(String(document.count.value));
} catch (failure) {
  console.log(String(failure));
}
