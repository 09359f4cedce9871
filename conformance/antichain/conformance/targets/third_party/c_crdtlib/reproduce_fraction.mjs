// A counter is incremented by a half.
import { createRequire } from "node:module";
const { crdt, utils } = createRequire(`${process.cwd()}/`)("@concordant/c-crdtlib").crdtlib;
const environment = new utils.SimpleEnvironment(new utils.ClientUId("a"));
const counter = crdt.DeltaCRDTFactory.Companion.createDeltaCRDT("PNCounter", environment);
try {
  counter.increment(0.5);
  console.log(counter.get());
} catch (failure) {
  console.log(failure.name);
}
