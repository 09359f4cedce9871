// The part to edit: how the library under test answers each request.

import { Counter, CounterError, MAX } from "./counter.mjs"; // a stand-in: import your library in its place
import { Reject, amount, record, serve } from "./protocol.mjs";

const hello = {
  protocol: 1,
  name: "my-counter",
  version: "0.1.0",
  language: "javascript",
  kinds: { "g-counter": { entries: true, max: MAX, overflow: "reject" } },
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
  value: ({ replica }) => replicas.get(replica).value(),
  send({ replica, message }) { // a message is a copy: later updates of the replica must not change it
    messages.set(message, replicas.get(replica).copy());
  },
  receive({ replica, message }) {
    refusing(() => replicas.get(replica).merge(messages.get(message)));
  },
  entries: ({ replica }) => record(replicas.get(replica).counts),
});
