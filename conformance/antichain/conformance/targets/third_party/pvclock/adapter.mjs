// The adapter of `pvclock` on npm: clocks that forget old entries when they grow.
//
// Its options say when: here the clock may grow to a million entries first, so that nothing is forgotten. `compare`
// answers 0.1 for clocks in conflict.

import { load, record, serve } from "../adapter.mjs";

const { version, library } = await load("pvclock");
const clocks = library.default({ small: 1_000_000 });
const words = new Map([
  [clocks.LT, "before"],
  [clocks.GT, "after"],
  [clocks.CONFLICTING, "concurrent"],
  [clocks.EQUAL, "equal"],
]);

await serve(
  {
    name: "pvclock",
    version,
    language: "javascript",
    homepage: "https://github.com/aaaristo/pvclock",
    kinds: { "version-vector": { entries: true, sort: true } },
  },
  {
    "version-vector": {
      create: () => ({}),
      copy: (clock) => JSON.parse(JSON.stringify(clock)),
      tick: (clock, replica) => clocks.increment(clock, replica),
      merge: (mine, theirs) => clocks.merge(mine, theirs),
      compare: (x, y) => words.get(clocks.compare(x, y)),
      sort: (states) => [...states].sort(clocks.asc),
      entries: (clock) => record(Object.entries(clock).map(([replica, { v }]) => [replica, v])),
    },
  },
);
