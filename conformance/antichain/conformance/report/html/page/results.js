// The lines of a results file, as objects by type.

import { cut } from "./dom.js";

/** The version of the format that this page reads. */
export const SCHEMA = 1;

/** Thrown if a text holds no results that this page can read; its message is one sentence. */
export class UnreadableError extends Error {}

/** Return the results in the text of a results file, or of a page like this one. */
export function parse(text) {
  // A results file begins with a brace; a page keeps the same lines, without the sign "<", in one element.
  const page = text.startsWith("{") ? null : /<script type="application\/json" id="results">([^<]*)<\/script>/.exec(text);
  const results = { header: null, phases: [], rules: [], failures: [], footer: null };
  const lines = (page ? page[1] : text).split("\n").filter((line) => line.trim());
  for (const [number, line] of lines.entries()) read(results, number + 1, line);
  if (!results.header) throw new UnreadableError("The file holds no results: its first line is not a header.");
  if (results.header.schema > SCHEMA) {
    throw new UnreadableError(`The results have schema ${results.header.schema}; this page reads schema ${SCHEMA}. Render them with a newer antichain.`);
  }
  if (!results.footer) throw new UnreadableError("The results are truncated: their last line, the footer, is missing.");
  return results;
}

// A number that JavaScript would round, such as a count beyond 2^53, keeps its digits.
const LONG = /\d{16}|\d[.eE]/;

function exact(_, value, { source } = {}) {
  return typeof value === "number" && source !== undefined && String(value) !== source ? JSON.rawJSON(source) : value;
}

function read(results, number, line) {
  let value;
  try {
    value = JSON.parse(line, LONG.test(line) ? exact : undefined);
  } catch {
    throw new UnreadableError(`Line ${number} is not JSON: ${cut(line, 40)}`);
  }
  switch (value?.type) {
    case "header": results.header = value; break;
    case "phase": results.phases.push(value); break;
    case "rule": results.rules.push(value); break;
    case "failure": results.failures.push(value); break;
    case "footer": results.footer = value; break;
    default: if (number === 1) throw new UnreadableError("The file holds no results: its first line is not a header.");
  }
}

const STATES = {
  holds: "holds",
  fails: "fails",
  errored: "fails",
  "fails as a consequence": "fails",
  "known to fail": "known",
  "not exercised": "idle",
  "not in the selected history": "none",
  "not offered": "none",
};

/** Return the state that a status is drawn as: fails, known, idle, holds or none. */
export function stateOf(status) {
  return STATES[status] ?? "idle";
}
