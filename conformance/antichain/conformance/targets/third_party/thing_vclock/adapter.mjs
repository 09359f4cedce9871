// The adapter of `@thi.ng/vclock` on npm: immutable clocks, which are plain objects.
//
// `compare` answers 0 for equal and for concurrent clocks, as documented; `equiv` asks whether both have the same keys
// and values, so a clock with an entry of zero is not the same as one without: the adapter makes no such entries, and
// the library makes none either. The documentation says that clocks are precise up to 2^53 - 1 only.

import { load, numbers, record, serve } from "../adapter.mjs";

const { version, library } = await load("@thi.ng/vclock");
const { compare, equiv, inc, merge, orderAsc } = library;
const order = { "-1": () => "before", 1: () => "after", 0: (x, y) => (equiv(x, y) ? "equal" : "concurrent") };

await serve(
  {
    name: "thing-vclock",
    version,
    language: "typescript",
    homepage: "https://github.com/thi-ng/umbrella/tree/develop/packages/vclock",
    kinds: {
      "version-vector": {
        entries: true,
        construct: true,
        sort: true,
        max: String(Number.MAX_SAFE_INTEGER),
        overflow: "unspecified",
      },
    },
  },
  {
    "version-vector": {
      create: () => ({}),
      copy: (clock) => clock,
      tick: inc,
      merge,
      compare: (x, y) => order[compare(x, y)](x, y),
      sort: (clocks) => [...clocks].sort(orderAsc),
      entries: (clock) => clock,
      construct: (entries) => record(Object.entries(numbers(entries)).filter(([, count]) => count > 0)),
    },
  },
);
