// The part to edit: how the library under test answers each request.

import { Clock, MAX } from "./clock.mjs"; // a stand-in: import your library in its place
import { entries, record, serve } from "./protocol.mjs";

const hello = {
  protocol: 1,
  name: "my-clock",
  version: "0.1.0",
  language: "javascript",
  kinds: { "version-vector": { entries: true, construct: true, max: MAX, overflow: "unspecified" } },
};

// Maps and no plain objects, since a replica may be named "__proto__".
let replicas = new Map();
let messages = new Map();

// A message is a copy: later updates of the replica must not change it.
const stamp = ({ replica, message }) => void messages.set(message, replicas.get(replica).copy());

// One function for each request; it takes the request and returns the result. Nothing becomes null.
serve({
  hello: () => hello,
  open(request) { // forgets everything
    replicas = new Map(request.replicas.map((replica) => [replica, new Clock()]));
    messages = new Map();
  },
  event: ({ replica }) => replicas.get(replica).tick(replica),
  send: stamp, // a vector clock ticks before it sends; a version vector does not
  stamp,
  receive({ replica, message }) { // a vector clock ticks after the merge; a version vector does not
    replicas.get(replica).merge(messages.get(message));
  },
  compare(request) {
    const [left, right] = [messages.get(request.left), messages.get(request.right)];
    if (left.knows(right)) return right.knows(left) ? "equal" : "after";
    return right.knows(left) ? "before" : "concurrent";
  },
  entries: ({ replica }) => record(replicas.get(replica).counts),
  construct(request) {
    messages.set(request.message, new Clock(entries(request)));
  },
});
