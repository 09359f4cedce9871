// The adapter of `@concordant/c-crdtlib` on npm, a Kotlin library that is compiled to JavaScript: its version vector, and
// its PN-counter by states and by deltas.
//
// A timestamp is a number of 32 bits, and a missing entry stands for the least one, so the first event is the next
// number. An environment ticks to the number after the largest that it knows. Numbers are Kotlin's Int, to which
// JavaScript passes any number; a string of digits becomes Number(digits).

import { Rejected, load, serve } from "../adapter.mjs";

const { version, library } = await load("@concordant/c-crdtlib");
const { crdt, utils } = library.default.crdtlib;
const { SimpleEnvironment, ClientUId, VersionVector, Timestamp } = utils;
const LEAST = -(2 ** 31);
// `new PNCounter(environment)` of the README drops its argument, and then each update raises an error.
const create = (type, environment) => crdt.DeltaCRDTFactory.Companion.createDeltaCRDT(type, environment);

const encode = (message) => message.toJson();

function compare(x, y) {
  if (x.equals(y)) return "equal";
  if (x.isSmaller(y)) return "before";
  if (x.isGreater(y)) return "after";
  return x.isNotComparable(y) ? "concurrent" : "unordered";
}

function construct(entries) {
  const vector = new VersionVector();
  for (const [replica, count] of Object.entries(entries)) {
    if (Number(count) >= 2 ** 32) throw new Rejected("overflow", "a timestamp cannot hold it");
    vector.updateTs(new Timestamp(new ClientUId(replica), LEAST + Number(count)));
  }
  return vector;
}

function change(name) {
  return ({ counter }, by) => {
    try {
      counter[name](Number(by));
    } catch (failure) {
      if (!String(failure).includes("reached Int.MAX_VALUE")) throw failure;
      throw new Rejected("overflow", String(failure));
    }
  };
}

await serve(
  {
    name: "c-crdtlib",
    version,
    language: "kotlin",
    homepage: "https://github.com/concordant/c-crdtlib",
    kinds: {
      "version-vector": { step: "increasing", construct: true, wire: true, max: 2 ** 32 - 1, overflow: "reject" },
      "pn-counter": { wire: true, negative: "opposite", delta: "any-order", max: 2 ** 31 - 1, overflow: "reject" },
    },
  },
  {
    "version-vector": {
      create: (replica) => new SimpleEnvironment(new ClientUId(replica)),
      copy: (environment) => environment.getState(),
      tick: (environment) => void environment.tick(),
      merge: (environment, vector) => environment.updateVv(vector),
      compare,
      construct,
      encode,
      decode: (text) => VersionVector.Companion.fromJson(text),
    },
    "pn-counter": {
      create(replica) {
        const environment = new SimpleEnvironment(new ClientUId(replica));
        return { environment, counter: create("PNCounter", environment), sent: environment.getState() };
      },
      copy: ({ counter }) => crdt.PNCounter.Companion.fromJson(counter.toJson()),
      increment: change("increment"),
      decrement: change("decrement"),
      merge: ({ counter }, message) => counter.merge(message),
      value: ({ counter }) => counter.get(),
      delta(replica) {
        const delta = replica.counter.generateDelta(replica.sent);
        replica.sent = replica.environment.getState();
        return delta;
      },
      encode,
      decode: (text) => crdt.PNCounter.Companion.fromJson(text),
    },
  },
);
