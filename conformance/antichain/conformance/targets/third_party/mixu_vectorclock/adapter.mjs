// The adapter of `vectorclock` on npm. Only increments tick and a merge does not: it is a version vector.
//
//   node adapter.mjs [folder in which the package is installed]
//
// `compare` cannot tell identical from concurrent clocks, and says so. The documentation shows how to tell them: a
// conflict is what isConcurrent and not isIdentical. So four answers are offered; and an order: `[].sort(ascSort)`.

import { load, numbers, serve } from "../adapter.mjs";

const { version, library } = await load("vectorclock");
const vectorclock = library.default;

function compare(x, y) {
  if (vectorclock.isConcurrent(x, y)) return vectorclock.isIdentical(x, y) ? "equal" : "concurrent";
  return vectorclock.compare(x, y) === vectorclock.LT ? "before" : "after";
}

await serve(
  {
    name: "mixu-vectorclock",
    version,
    language: "javascript",
    homepage: "https://github.com/mixu/vectorclock",
    kinds: { "version-vector": { entries: true, construct: true, sort: true } },
  },
  {
    "version-vector": {
      // Clocks are "plain old objects with a clock key", which the user makes: the library has no function for it.
      create: () => ({ clock: {} }),
      // increment changes its argument, so a clock is sent as text, like any plain object.
      copy: (state) => JSON.parse(JSON.stringify(state)),
      tick: (state, replica) => vectorclock.increment(state, replica),
      merge: (mine, theirs) => vectorclock.merge(mine, theirs),
      compare,
      sort: (states) => [...states].sort(vectorclock.ascSort),
      entries: (state) => state.clock,
      construct: (entries) => ({ clock: numbers(entries) }),
    },
  },
);
