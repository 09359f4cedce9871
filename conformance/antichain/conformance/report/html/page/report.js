// The page: reads the results that it holds, and makes its parts work.

import { prepareComparison } from "./compare.js";
import { equip } from "./copy.js";
import { prepareFailures } from "./failures.js";
import { prepareFilter } from "./filter.js";
import { parse } from "./results.js";
import { prepareTheme } from "./theme.js";

const part = (id) => document.getElementById(id);
const results = parse(part("results").textContent.trimStart());
prepareTheme(part("theme"));
prepareFilter(part("rules"), "rule");
if (results.failures.length) {
  prepareFilter(part("failures"), "failure");
  prepareFailures(part("failures"), results);
}
prepareComparison(part("comparison"), part("other-file"), results);
equip(document);
