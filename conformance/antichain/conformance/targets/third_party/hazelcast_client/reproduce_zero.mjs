// Is a clock with a timestamp of 0 after the empty clock?
import { createRequire } from "node:module";
const require = createRequire(`${process.cwd()}/`);
const { VectorClock } = require("hazelcast-client/lib/proxy/VectorClock.js");
const Long = require("long");

const clock = new VectorClock();
clock.setReplicaTimestamp("a", Long.ZERO);
console.log(clock.isAfter(new VectorClock()));
