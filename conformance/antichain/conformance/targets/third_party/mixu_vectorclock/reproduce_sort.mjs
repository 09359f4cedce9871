// Three clocks are sorted from several orders of input.
import { createRequire } from "node:module";
const { ascSort } = createRequire(`${process.cwd()}/`)("vectorclock");

const [x, y, z] = [{ a: 1 }, { b: 1 }, { a: 2 }];
const sorts = [[x, y, z], [z, y, x], [y, z, x]].map((clocks) => JSON.stringify(clocks.sort(ascSort)));
console.log(new Set(sorts).size === 1 ? "one order" : "several orders");
