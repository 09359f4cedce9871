// The adapter of `js-crdt` on npm: its vector clock, an immutable object that belongs to one node.
//
// `compare` is a total order, in which concurrent clocks are ordered by the ids of their nodes: that is for sorting.

import { load, record, serve } from "../adapter.mjs";

const { version, library } = await load("js-crdt");
const { createVectorClock } = library.default.default.order;

function compare(x, y) {
  if (x.equal(y)) return "equal";
  if (x.lessThan(y)) return "before";
  return y.lessThan(x) ? "after" : "concurrent";
}

await serve(
  {
    name: "js-crdt",
    version,
    language: "typescript",
    homepage: "https://github.com/widmogrod/js-crdt",
    kinds: { "version-vector": { entries: true, sort: true } },
  },
  {
    "version-vector": {
      create: (replica) => createVectorClock(replica),
      copy: (clock) => clock,
      tick: (clock) => clock.next(),
      merge: (mine, theirs) => mine.merge(theirs),
      compare,
      sort: (clocks) => [...clocks].sort((x, y) => x.compare(y)),
      entries: (clock) => record(clock.vector.reduce((pairs, id) => [...pairs, [id.node, id.version]], [])),
    },
  },
);
