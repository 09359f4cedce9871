// A counter that has reached the largest Int is incremented once more.
import { createRequire } from "node:module";
const { crdt, utils } = createRequire(`${process.cwd()}/`)("@concordant/c-crdtlib").crdtlib;
const environment = new utils.SimpleEnvironment(new utils.ClientUId("a"));
const counter = crdt.DeltaCRDTFactory.Companion.createDeltaCRDT("PNCounter", environment);
counter.increment(2 ** 31 - 1);
try {
  counter.increment(1);
  console.log(counter.get());
} catch (failure) {
  console.log(failure.name);
}
