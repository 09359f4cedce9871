// Three clocks are sorted from several orders of input.
import { createRequire } from "node:module";
const { asc } = createRequire(`${process.cwd()}/`)("pvclock")();

const [x, y, z] = ["a", "b", "a"].map((name, place) => ({ [name]: { v: 1 + (place > 1), t: 0 } }));
const sorts = [[x, y, z], [z, y, x], [y, z, x]].map((clocks) => JSON.stringify(clocks.sort(asc)));
console.log(new Set(sorts).size === 1 ? "one order" : "several orders");
