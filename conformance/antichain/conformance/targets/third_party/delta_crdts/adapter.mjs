// The adapter of `delta-crdts` on npm: its G-Counter and its PN-Counter, by states and by deltas.
//
// `inc` and `dec` count by one and return a delta; what several of them return is joined until it is sent.

import { load, repeat, serve } from "../adapter.mjs";

const { version, library } = await load("delta-crdts");
const CRDT = library.default;

function counter(type) {
  const change = (name) => (replica, by) =>
    repeat(by, () => {
      replica.unsent = replica.crdt.join(replica.unsent, replica.crdt[name]());
    });
  return {
    create: (replica) => ({ crdt: CRDT(type)(replica), unsent: CRDT.type(type).initial() }),
    copy: (replica) => replica.crdt.state(),
    increment: change("inc"),
    decrement: change("dec"),
    merge: (replica, message) => void replica.crdt.apply(message),
    value: (replica) => replica.crdt.value(),
    delta(replica) {
      const { unsent } = replica;
      replica.unsent = CRDT.type(type).initial();
      return unsent;
    },
  };
}

const offered = { delta: "any-order", max: 100, overflow: "unspecified" };

await serve(
  {
    name: "delta-crdts",
    version,
    language: "javascript",
    homepage: "https://github.com/peer-base/js-delta-crdts",
    kinds: { "g-counter": offered, "pn-counter": offered },
  },
  { "g-counter": counter("gcounter"), "pn-counter": counter("pncounter") },
);
