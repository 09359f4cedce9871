// The part to edit: how the library under test answers each request.

import { Counter, CounterError, MAX } from "./counter.mjs"; // a stand-in: import your library in its place
import { Reject, amount, entries, record, serve } from "./protocol.mjs";

const hello = {
  protocol: 1,
  name: "my-counter",
  version: "0.1.0",
  language: "javascript",
  kinds: { "pn-counter": { entries: true, construct: true, max: MAX, overflow: "unspecified" } },
};

// Maps and no plain objects, since a replica may be named "__proto__".
let replicas = new Map();
let messages = new Map();

/** Run an update that the library may refuse. */
function refusing(update) {
  try {
    update();
  } catch (failure) {
    throw failure instanceof CounterError ? new Reject(failure.code) : failure;
  }
}

// One function for each request; it takes the request and returns the result. Nothing becomes null.
serve({
  hello: () => hello,
  open(request) { // forgets everything
    replicas = new Map(request.replicas.map((replica) => [replica, new Counter()]));
    messages = new Map();
  },
  increment(request) {
    refusing(() => replicas.get(request.replica).increment(request.replica, amount(request)));
  },
  decrement(request) {
    refusing(() => replicas.get(request.replica).decrement(request.replica, amount(request)));
  },
  value: ({ replica }) => replicas.get(replica).value(),
  send({ replica, message }) { // a message is a copy: later updates of the replica must not change it
    messages.set(message, replicas.get(replica).copy());
  },
  receive: ({ replica, message }) => replicas.get(replica).merge(messages.get(message)),
  entries({ replica }) { // for each replica, the pair of what it added and what it took away
    const { added, taken } = replicas.get(replica);
    const names = new Set([...added.keys(), ...taken.keys()]);
    return record([...names].map((name) => [name, [added.get(name) ?? 0, taken.get(name) ?? 0]]));
  },
  construct(request) {
    const pairs = [...entries(request)];
    const side = (place) => pairs.map(([name, pair]) => [name, pair[place]]);
    messages.set(request.message, new Counter(side(0), side(1)));
  },
});
