// The adapter of `delta-crdts` on npm: its causal counter, which keeps the sum of each replica under a dot.

import { load, repeat, serve } from "../adapter.mjs";

const { version, library } = await load("delta-crdts");
const CRDT = library.default;

await serve(
  {
    name: "delta-crdts-ccounter",
    version,
    language: "javascript",
    homepage: "https://github.com/peer-base/js-delta-crdts",
    kinds: { "pn-counter": { max: 100, overflow: "unspecified" } },
  },
  {
    "pn-counter": {
      create: (replica) => CRDT("ccounter")(replica),
      copy: (counter) => counter.state(),
      increment: (counter, by) => repeat(by, () => counter.inc()),
      decrement: (counter, by) => repeat(by, () => counter.dec()),
      merge: (counter, message) => void counter.apply(message),
      value: (counter) => counter.value(),
    },
  },
);
