// One replica counts to two.
import { createRequire } from "node:module";
const CRDT = createRequire(`${process.cwd()}/`)("delta-crdts");

const counter = CRDT("lexcounter")("a");
try {
  counter.inc();
  counter.inc();
  console.log(counter.value());
} catch (failure) {
  console.log(String(failure));
}
