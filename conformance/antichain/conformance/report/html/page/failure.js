// The view of one failure: why, the diagram, the steps, what follows from it, and how to see it again.

import { copyable } from "./copy.js";
import { brief, counted, drawn, element, visible } from "./dom.js";
import { Causality } from "./layout.js";
import { legend } from "./legend.js";
import { Spacetime } from "./spacetime.js";
import { stepsOf, StepTable } from "./steps.js";
import { broken, length } from "./words.js";

const NAMED = 12; // events that a sentence names

/** The view of a failure; put its node into the page, then start it. */
export class FailureView {
  constructor(failure, results) {
    Object.assign(this, { failure, results, causality: new Causality(failure), all: stepsOf(failure) });
    this.few = this.all.filter((step) => step.matters);
    this.steps = this.few.length ? this.few : this.all;
    this.diagram = new Spacetime(failure, this.causality, (line) => this.toLine(line));
    this.table = new StepTable((index) => this.to(index));
    this.caption = element("p", { class: "caption", role: "status" });
    this.node = element("div", { class: "view", onkeydown: (event) => this.pressed(event) },
      this.why(),
      failure.diagram.points.length ? element("figure", { class: "picture" }, this.diagram.node, legend(this.causality, failure.diagram.messages)) : [],
      this.controls(), this.caption, this.table.node, this.aftermath(), this.reproduction(), this.raw());
  }

  /** Show the last step: the one with the wrong answer, or its evidence. */
  start() {
    this.to(Infinity);
  }

  why() {
    const { because, specified, observed, minimal, hint, flaky, errored, not_attributed: unsure } = this.failure;
    const pair = errored || !observed ? [] : element("dl", { class: "pair" },
      element("div", {}, element("dt", {}, "Expected"), element("dd", {}, brief(specified))),
      element("div", { class: "bad" }, element("dt", {}, "Observed"), element("dd", {}, brief(observed))));
    return element("div", { class: "why" },
      element("div", {}, element("p", { class: "because" }, element("b", {}, "It fails because "), `${brief(because)}.`),
        minimal ? element("p", { class: "aside" }, `${minimal}.`.replace(/^./u, (first) => first.toUpperCase())) : [],
        hint ? element("p", { class: "aside" }, element("b", {}, "Hint: "), `${hint}.`) : [],
        unsure ? element("p", { class: "aside" }, element("b", {}, "Not attributed: "), "the time for causes ended first, so it may follow from another failure.") : [],
        flaky ? element("p", { class: "aside" }, element("b", {}, "Flaky: "), "a second run in a fresh process gave other answers to the same requests.") : []),
      pair);
  }

  controls() {
    const button = (name, glyph, go) => element("button", { type: "button", "aria-label": name, title: name, onclick: go },
      drawn("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, drawn("path", { d: glyph })));
    this.slider = element("input", { type: "range", min: 1, "aria-label": "Step", oninput: () => this.to(Number(this.slider.value) - 1) });
    this.count = element("output", {});
    const more = this.few.length && this.few.length < this.all.length ? element("label", { class: "more" },
      (this.every = element("input", { type: "checkbox", checked: this.steps === this.all, onchange: () => this.switch() })), `all ${this.all.length} requests`) : [];
    return element("div", { class: "controls" },
      button("First step", "M3 3v10M13 3 6 8l7 5z", () => this.to(0)),
      button("Step back", "M11 3 4 8l7 5z", () => this.to(this.index - 1)),
      this.slider,
      button("Step forward", "M5 3l7 5-7 5z", () => this.to(this.index + 1)),
      button("Last step", "M13 3v10M3 3l7 5-7 5z", () => this.to(Infinity)),
      this.count, more);
  }

  /** Show all requests, or those alone that lead to the wrong answer; stay where the reader is. */
  switch() {
    const { line } = this.steps[this.index];
    this.steps = this.every.checked ? this.all : this.few;
    this.to(this.steps.findLastIndex((step) => step.line <= line));
  }

  toLine(line) {
    if (!this.steps.some((step) => step.line === line) && this.every) {
      this.every.checked = true;
      this.steps = this.all;
    }
    this.to(this.steps.findLastIndex((step) => step.line <= line));
  }

  to(index) {
    this.index = Math.min(Math.max(index, 0), this.steps.length - 1);
    const step = this.steps[this.index];
    if (!step) return;
    // A comparison has no point: the last of the messages that it compares stands for it.
    const chosen = this.causality.byLine.has(step.line) ? step.line : (step.ok ? null : this.failure.diagram.focus.at(-1) ?? null);
    this.slider.max = this.steps.length;
    this.slider.value = this.index + 1;
    this.slider.setAttribute("aria-valuetext", `${this.index + 1} of ${this.steps.length}: ${nameOf(step)}`);
    this.count.textContent = `${this.index + 1} of ${this.steps.length}`;
    if (this.drawnSteps !== this.steps) {
      this.drawnSteps = this.steps;
      this.lines = new Set(this.steps.map(({ line }) => line));
    }
    this.diagram.show(step.line, chosen, this.lines);
    this.table.show(this.steps, this.index);
    this.caption.replaceChildren(element("b", {}, nameOf(step)), ...(chosen ? this.knowledge(chosen, step.line) : ["."]));
  }

  /** Return which events happened before a point, and which are concurrent with it. */
  knowledge(chosen, line) {
    const mine = this.causality.byLine.get(chosen);
    const own = this.causality.eventAt(chosen) ?? mine.event;
    const named = (relation) => [...this.causality.numbers]
      .filter(([line, number]) => number !== own && this.causality.relation(line, chosen) === relation)
      .map(([, number]) => number);
    const [past, concurrent] = [named("past"), named("concurrent")];
    const list = (events) => (events.length > NAMED ? `${events.length} events` : `${events.length === 1 ? "event" : "events"} ${events.join(", ")}`);
    return [
      own && chosen === line ? `, event ${own}. ` : own ? `. ${mine.label} is of event ${own}. ` : ". ",
      ...(past.length ? [element("span", { class: "key past" }), `In its causal past: ${list(past)}. `] : ["Its causal past is empty. "]),
      ...(concurrent.length ? [element("span", { class: "key concurrent" }), `Concurrent with it: ${list(concurrent)}.`] : []),
    ];
  }

  pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, pre")) return;
    const to = { ArrowLeft: this.index - 1, ArrowRight: this.index + 1, Home: 0, End: Infinity }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.to(to);
  }

  /** Return what follows from this failure, and the other failures of the same cause. */
  aftermath() {
    const { failure, results } = this;
    const follows = results.rules.filter((rule) => rule.kind === failure.kind && rule.from && failure.rules.includes(rule.from));
    const others = results.failures.filter((other) => other.cause === failure.cause && other.id !== failure.id);
    if (!follows.length && !others.length) return [];
    return element("section", { class: "aftermath" },
      follows.length ? [element("h3", {}, "Fails as a consequence"), element("ul", {}, follows.map((rule) => element("li", {}, element("b", {}, rule.rule), ` ${rule.statement}`)))] : [],
      others.length ? [element("h3", {}, "Other failures of the same cause"), element("ul", {}, others.map((other) => element("li", {},
        element("a", { href: `#f-${visible(other.id)}` }, broken(other.rules)), ` ${other.kind}, ${length(other)}, ${other.phase} phase: ${other.because}`)))] : []);
  }

  reproduction() {
    const { reproduce = [], id, issues = [] } = this.failure;
    return [
      reproduce.length ? element("section", {}, element("h3", {}, "See it again"), reproduce.map((line) => copyable(line, `the command ${visible(line)}`))) : [],
      issues.length ? element("section", {}, element("h3", {}, "Known"), element("ul", {}, issues.map((issue) => element("li", {}, link(issue))))) : [],
      element("p", { class: "aside" }, `Failure ${id}, found by the ${this.failure.phase} phase: ${this.failure.about}.`),
    ];
  }

  raw() {
    const box = element("details", { class: "raw" }, element("summary", {}, `Raw transcript, ${counted(this.failure.transcript.length, "request")}`));
    box.addEventListener("toggle", () => {
      const lines = this.failure.transcript.map(({ line, request, expected, observed, ok }) =>
        `${line} ${JSON.stringify(request)}\n  expected ${JSON.stringify(expected)}\n  observed ${JSON.stringify(observed)}${ok ? "" : "  ✗"}`);
      const second = this.failure.second?.length ? ["", "answers of the second run", ...this.failure.second.map((each) => JSON.stringify(each))] : [];
      box.append(element("pre", { tabindex: 0 }, [...lines, ...second].join("\n")));
    }, { once: true });
    return box;
  }
}

/** Return a link to an address of the web; anything else stays text. */
export function link(address) {
  return /^https?:\/\/[^\s]+$/i.test(address) ? element("a", { href: address, rel: "noreferrer noopener" }, address) : address;
}

function nameOf({ replica, action }) {
  return replica ? `${replica} ${action}` : action;
}
