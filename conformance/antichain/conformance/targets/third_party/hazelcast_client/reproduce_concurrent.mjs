// Two clocks that know nothing of each other: is the larger one after the smaller one?
import { createRequire } from "node:module";
const require = createRequire(`${process.cwd()}/`);
const { VectorClock } = require("hazelcast-client/lib/proxy/VectorClock.js");
const Long = require("long");

const [x, y] = [new VectorClock(), new VectorClock()];
x.setReplicaTimestamp("a", Long.fromNumber(1));
x.setReplicaTimestamp("b", Long.fromNumber(1));
y.setReplicaTimestamp("c", Long.fromNumber(1));
console.log(x.isAfter(y));
