// The adapter of `delta-crdts` on npm: its causal counter, which keeps the sum of each replica under a dot.

import { load, serve } from "../adapter.mjs";

const { version, library } = await load("delta-crdts");
const CRDT = library.default;

await serve(
  {
    name: "delta-crdts-ccounter",
    version,
    language: "javascript",
    homepage: "https://github.com/peer-base/js-delta-crdts",
    kinds: { "pn-counter": { negative: "opposite", fractions: "accept" } },
  },
  {
    "pn-counter": {
      create: (replica) => CRDT("ccounter")(replica),
      copy: (counter) => counter.state(),
      increment: (counter, by) => void counter.inc(Number(by)),
      decrement: (counter, by) => void counter.dec(Number(by)),
      merge: (counter, message) => void counter.apply(message),
      value: (counter) => counter.value(),
    },
  },
);
