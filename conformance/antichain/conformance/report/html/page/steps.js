// The steps of a failure as a table: expected beside observed.

import { brief, element, named, sign, visible } from "./dom.js";
import { action, answer } from "./words.js";

/** At most so many rows are in the table at once. */
const MOST_ROWS = 120;

/** Return all steps of a failure: line, replica, action, expected and observed in words, and whether it matters. */
export function stepsOf(failure) {
  const words = new Map(failure.steps.map((step) => [step.line, step]));
  const open = failure.transcript[0];
  return failure.transcript.filter((exchange) => exchange !== open || !exchange.ok).map((exchange) => {
    const step = words.get(exchange.line);
    return {
      line: exchange.line,
      replica: brief(visible(step?.replica ?? ("replica" in exchange.request ? named(exchange.request.replica) : ""))),
      action: step ? brief(visible(step.action)) : action(exchange.request),
      expected: answer(exchange.expected),
      observed: answer(exchange.observed),
      ok: exchange.ok,
      matters: step !== undefined,
    };
  });
}

/** A table of steps; `choose(index)` is called with the row that the reader picks. */
export class StepTable {
  constructor(choose) {
    this.choose = choose;
    this.body = element("tbody");
    const head = ["", "Replica", "Action", "Expected", "Observed"].map((name) => element("th", { scope: "col" }, name || element("span", { class: "unseen" }, "Step")));
    this.scroll = element("div", { class: "step-scroll", tabindex: 0, role: "group", "aria-label": "Steps" },
      element("table", { class: "steps" }, element("thead", {}, element("tr", {}, head)), this.body));
    this.node = this.scroll;
  }

  /** Show these steps; the one at `index` is current. */
  show(steps, index) {
    const from = Math.max(0, Math.min(steps.length - MOST_ROWS, Math.floor(index / (MOST_ROWS / 2)) * (MOST_ROWS / 2) - MOST_ROWS / 4));
    if (steps !== this.steps || from !== this.from) {
      Object.assign(this, { steps, from });
      this.rows = steps.slice(from, from + MOST_ROWS).map((step, i) => this.row(step, from + i));
      this.body.replaceChildren(...this.rows);
    }
    this.rows.forEach((row, i) => {
      row.toggleAttribute("data-ahead", from + i > index);
      if (from + i === index) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    const row = this.rows[index - from];
    const { scroll } = this;
    if (row && scroll.scrollHeight > scroll.clientHeight) scroll.scrollTop = row.offsetTop - scroll.clientHeight / 2;
  }

  row(step, index) {
    const go = element("button", { type: "button", class: "go", onclick: () => this.choose(index) }, element("span", { class: "unseen" }, "Step "), String(index + 1));
    const observed = step.ok ? step.observed : [sign("fails"), element("span", { class: "unseen" }, "wrong: "), step.observed];
    return element("tr", { class: step.ok ? "" : "wrong-row" },
      element("th", { scope: "row" }, go),
      element("td", { "data-name": "Replica" }, step.replica),
      element("td", { "data-name": "Action" }, step.action),
      element("td", { "data-name": "Expected" }, step.expected),
      element("td", { "data-name": "Observed", class: "observed" }, observed));
  }
}
