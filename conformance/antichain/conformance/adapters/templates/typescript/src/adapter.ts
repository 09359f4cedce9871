// The part to edit: how the library under test answers each request.

import { Counter, CounterError, MAX } from "./counter.js"; // a stand-in: import your library in its place
import { Reject, amount, get, record, serve } from "./protocol.js";

const hello = {
  protocol: 1,
  name: "my-counter",
  version: "0.1.0",
  language: "typescript",
  kinds: { "g-counter": { entries: true, max: MAX, overflow: "reject" } },
};

// Maps and no plain objects, since a replica may be named "__proto__".
let replicas = new Map<string, Counter>();
let messages = new Map<string, Counter>();

/** Run an update that the library may refuse. */
function refusing(update: () => void): void {
  try {
    update();
  } catch (failure) {
    throw failure instanceof CounterError ? new Reject(failure.code) : failure;
  }
}

// One function for each request; it takes the request and returns the result. Nothing becomes null.
await serve({
  hello: () => hello,
  open(request) { // forgets everything
    replicas = new Map(request.replicas.map((replica) => [replica, new Counter()]));
    messages = new Map();
  },
  increment(request) {
    refusing(() => get(replicas, request.replica).increment(request.replica, amount(request)));
  },
  value: ({ replica }) => get(replicas, replica).value(),
  send({ replica, message }) { // a message is a copy: later updates of the replica must not change it
    messages.set(message, get(replicas, replica).copy());
  },
  receive({ replica, message }) {
    refusing(() => get(replicas, replica).merge(get(messages, message)));
  },
  entries: ({ replica }) => record(get(replicas, replica).counts),
});
