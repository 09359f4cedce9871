// The adapter of `hazelcast-client` on npm: the vector clock of its PN counter, made of timestamps.
//
// The client takes clocks from the cluster, and only asks whether one is after another.

import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { load, serve } from "../adapter.mjs";

const { version, library } = await load("hazelcast-client", "hazelcast-client/lib/proxy/VectorClock.js");
const Long = createRequire(join(resolve(process.argv[2] ?? "."), "/"))("long");

function construct(entries) {
  const clock = new library.VectorClock();
  for (const [replica, timestamp] of Object.entries(entries)) {
    clock.setReplicaTimestamp(replica, Long.fromString(String(timestamp)));
  }
  return clock;
}

function compare(x, y) {
  if (y.isAfter(x)) return "before";
  return x.isAfter(y) ? "after" : "unordered";
}

await serve(
  {
    name: "hazelcast-client",
    version,
    language: "typescript",
    homepage: "https://github.com/hazelcast/hazelcast-nodejs-client",
    kinds: {
      "version-vector": {
        history: false,
        construct: true,
        compare: "three-way",
        max: "9223372036854775807",
        overflow: "unspecified",
      },
    },
  },
  { "version-vector": { create: () => new library.VectorClock(), construct, compare } },
);
