// The adapter of `@automerge/automerge` on npm: the counter of a document, an operation-based PN-counter.
//
// All replicas start from one document, as the library's documentation asks; it has a fixed time, so that every process
// makes the same one. An actor is the name of a replica in hexadecimal digits.

import { load, serve } from "../adapter.mjs";

const { version, library: automerge } = await load("@automerge/automerge");
const first = automerge.change(automerge.init({ actor: "00" }), { time: 0 }, (document) => {
  document.count = new automerge.Counter(0);
});
const base = automerge.save(first);
const actor = (replica) => Buffer.from(`r${replica}`).toString("hex");
const encode = (message) => Buffer.from(message).toString("base64");

await serve(
  {
    name: "automerge",
    version,
    language: "typescript",
    homepage: "https://github.com/automerge/automerge",
    kinds: { "pn-counter": { wire: true, negative: "opposite" } },
  },
  {
    "pn-counter": {
      create: (replica) => automerge.load(base, { actor: actor(replica) }),
      copy: (document) => automerge.save(document),
      increment: (document, by) => automerge.change(document, ({ count }) => void count.increment(Number(by))),
      decrement: (document, by) => automerge.change(document, ({ count }) => void count.decrement(Number(by))),
      merge: (document, message) => automerge.merge(document, automerge.load(message)),
      value: (document) => document.count.value,
      encode,
      decode: (text) => new Uint8Array(Buffer.from(text, "base64")),
    },
  },
);
