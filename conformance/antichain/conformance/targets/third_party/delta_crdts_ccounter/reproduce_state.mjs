// A state is sent to b, the sender counts on, and then c takes in the same state.
import { createRequire } from "node:module";
const CRDT = createRequire(`${process.cwd()}/`)("delta-crdts");

const [a, b, c] = ["a", "b", "c"].map(CRDT("ccounter"));
a.inc();
const state = a.state();
b.apply(state);
a.inc();
c.apply(state);
console.log(c.value());
