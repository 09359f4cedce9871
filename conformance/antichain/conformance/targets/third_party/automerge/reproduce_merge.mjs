// A counter passes the largest safe integer at one replica, while another counts one; then a third takes in both.
import { createRequire } from "node:module";
const automerge = createRequire(`${process.cwd()}/`)("@automerge/automerge");

const add = (document, by) => automerge.change(document, ({ count }) => void count.increment(by));
const base = automerge.from({ count: new automerge.Counter(0) });
let [a, b, c] = [1, 2, 3].map(() => automerge.clone(base));
b = add(b, 1);
a = add(automerge.merge(a, automerge.clone(b)), Number.MAX_SAFE_INTEGER);
b = add(b, 1);
try {
  c = automerge.merge(c, a);
  c = automerge.merge(c, b);
  console.log(String(c.count.value));
} catch (failure) {
  console.log(String(failure));
}
