// A version vector of one event is compared with one of that event and another: is it smaller, and is the other greater?
import { createRequire } from "node:module";
const { VersionVector, Timestamp, ClientUId } = createRequire(`${process.cwd()}/`)("@concordant/c-crdtlib").crdtlib.utils;
const less = new VersionVector();
less.updateTs(new Timestamp(new ClientUId("a"), 1));
const more = less.copy();
more.updateTs(new Timestamp(new ClientUId("b"), 1));
console.log(less.isSmaller(more), more.isGreater(less));
