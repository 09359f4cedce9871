// The adapter of `crdts` on npm: its G-Counter and its PN-Counter.
//
//   node adapter.mjs [folder in which the package is installed]
//
// The library counts in JavaScript numbers and documents no limit, so `hello` declares none. A string of digits becomes
// Number(digits), which is what JSON.parse would have made of the number; above 2^53 - 1 that may round. The library
// would not have got further: 2^53 and 1 are both exact, and it adds them to 2^53.

import { Rejected, load, numbers, record, serve } from "../adapter.mjs";

const { version, library } = await load("crdts");
const { GCounter, PNCounter } = library;

// "can't decrease the counter", say the tests, to which the documentation refers: for an amount below 1 the library
// leaves the counter as it is and returns nothing. That silence is its refusal, where the counter really did not move.
function change(counter, verb, by) {
  const amount = Number(by);
  const before = counter.value;
  counter[verb](amount);
  if (amount < 1 && amount !== 0 && counter.value === before) {
    throw new Rejected(amount < 0 ? "negative" : "not-an-integer", `${verb} by ${by} changed nothing`);
  }
}

// toJSON gives away the counters themselves, and `from` takes them as its own; text in between keeps states apart.
const encode = (counter) => JSON.stringify(counter);
const increment = (counter, by) => change(counter, "increment", by);
const merge = (mine, theirs) => mine.merge(theirs);
const value = (counter) => counter.value;

const count = (counters, replica) => (Object.hasOwn(counters, replica) ? counters[replica] : 0);

// A counter has the id of its replica, which counts for nothing in a merge: a constructed one takes a name it counts.
const owner = (entries) => Object.keys(entries)[0] ?? "";

await serve(
  {
    name: "orbit-crdts",
    version,
    language: "javascript",
    homepage: "https://github.com/orbitdb/crdts",
    kinds: {
      "g-counter": { entries: true, construct: true, wire: true },
      "pn-counter": { entries: true, construct: true, wire: true },
    },
  },
  {
    "g-counter": {
      create: (replica) => new GCounter(replica),
      copy: (counter) => GCounter.from(JSON.parse(encode(counter))),
      increment,
      merge,
      value,
      entries: (counter) => counter.toJSON().counters,
      construct: (entries) => GCounter.from({ id: owner(entries), counters: numbers(entries) }),
      encode,
      decode: (text) => GCounter.from(JSON.parse(text)),
    },
    "pn-counter": {
      create: (replica) => new PNCounter(replica),
      copy: (counter) => PNCounter.from(JSON.parse(encode(counter))),
      increment,
      decrement: (counter, by) => change(counter, "decrement", by),
      merge,
      value,
      entries(counter) {
        const { p, n } = counter.toJSON();
        return record(Object.keys({ ...p, ...n }).map((replica) => [replica, [count(p, replica), count(n, replica)]]));
      },
      construct(entries) {
        const side = (number) => numbers(record(Object.entries(entries).map(([r, pair]) => [r, pair[number]])));
        return PNCounter.from({ id: owner(entries), p: side(0), n: side(1) });
      },
      encode,
      decode: (text) => PNCounter.from(JSON.parse(text)),
    },
  },
);
