// The adapter of `automerge` on npm: the counter of a document in the first generation of the library.
//
// All replicas start from one document. An actor is the name of a replica in hexadecimal digits.

import { load, serve } from "../adapter.mjs";

const { version, library } = await load("automerge");
const automerge = library.default;
const base = automerge.save(automerge.from({ count: new automerge.Counter(0) }, "00"));
const actor = (replica) => Buffer.from(`r${replica}`).toString("hex");

await serve(
  {
    name: "automerge-classic",
    version,
    language: "javascript",
    homepage: "https://github.com/automerge/automerge-classic",
    kinds: { "pn-counter": { wire: true, negative: "opposite" } },
  },
  {
    "pn-counter": {
      create: (replica) => automerge.load(base, actor(replica)),
      copy: (document) => automerge.save(document),
      increment: (document, by) => automerge.change(document, ({ count }) => void count.increment(Number(by))),
      decrement: (document, by) => automerge.change(document, ({ count }) => void count.decrement(Number(by))),
      merge: (document, message) => automerge.merge(document, automerge.load(message)),
      value: (document) => document.count.value,
      encode: (message) => message,
      decode: (text) => text,
    },
  },
);
