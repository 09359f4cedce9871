// A second results file, dropped on the page or chosen, is compared with the first.

import { failureChanges, ruleChanges, settingChanges } from "./difference.js";
import { counted, element, sign, visible } from "./dom.js";
import { parse, stateOf, UnreadableError } from "./results.js";
import { broken, length } from "./words.js";

const DIRECTIONS = { better: "better", worse: "worse", other: "changed" };

/** Listen for files; `section` is where the comparison, or the reason why there is none, is shown. */
export function prepareComparison(section, input, results) {
  const take = async (file) => {
    if (!file) return;
    section.replaceChildren(...comparison(file.name, await file.text(), results));
    section.hidden = false;
    section.focus();
    section.scrollIntoView({ block: "start" });
  };
  input.addEventListener("change", () => {
    take(input.files[0]);
    input.value = "";
  });
  const { body } = document;
  const over = (on) => body.toggleAttribute("data-dragging", on);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && over(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    take(event.dataTransfer?.files[0]);
  });
  input.closest("[hidden]").hidden = false;
}

function comparison(name, text, now) {
  const head = element("h2", {}, "Compared with ", element("bdi", {}, name));
  let before;
  try {
    before = parse(text);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return [head, element("p", { class: "refused" }, error.message)];
  }
  const [rules, failures, settings] = [ruleChanges(before, now), failureChanges(before, now), settingChanges(before, now)];
  const count = (way) => rules.filter(({ direction }) => direction === way).length;
  const said = [
    rules.length ? `${counted(rules.length, "rule")} differ${rules.length === 1 ? "s" : ""}: ${count("worse")} worse, ${count("better")} better.` : "Every rule has the same status.",
    `${counted(failures.added.length, "failure")} only in this report, ${failures.gone.length} only in the other one, ${failures.both.length} in both.`,
  ];
  return [
    head,
    element("p", {}, "Verdict: ", verdict(before), " in the other file, ", verdict(now), " in this report. ", said.join(" ")),
    rules.length ? table(["Rule", "Kind", "Change", "Other file", "This report"], rules.map((each) => [
      each.rule, each.kind, element("b", { class: each.direction }, DIRECTIONS[each.direction]), state(each.before), state(each.after)])) : [],
    ...list("Only in this report", failures.added, true),
    ...list("Only in the other file", failures.gone, false),
    settings.length ? [element("h3", {}, "Other differences"), table(["", "Other file", "This report"], settings.map((row) => row))].flat() : [],
  ].flat();
}

function verdict({ footer }) {
  return element("b", {}, footer.verdict);
}

function state(status) {
  return element("span", { class: `state ${stateOf(status)}` }, sign(stateOf(status)), status);
}

function table(names, rows) {
  const head = element("tr", {}, names.map((name) => (name ? element("th", { scope: "col" }, name) : element("td", {}))));
  const body = rows.map(([first, ...cells]) => element("tr", {}, element("th", { scope: "row" }, first), cells.map((cell, i) => element("td", { "data-name": names[i + 1] }, cell))));
  return element("div", { class: "table-scroll", tabindex: 0, role: "group", "aria-label": "Comparison" }, element("table", { class: "stacks" }, element("thead", {}, head), element("tbody", {}, body)));
}

function list(title, failures, linked) {
  if (!failures.length) return [];
  const name = (failure) => (linked ? element("a", { href: `#f-${visible(failure.id)}` }, broken(failure.rules)) : element("b", {}, broken(failure.rules)));
  return [element("h3", {}, title), element("ul", { class: "plain" }, failures.map((failure) => element("li", {}, name(failure), ` ${failure.kind}, ${length(failure)}: ${failure.because}`)))];
}
