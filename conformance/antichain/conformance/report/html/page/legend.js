// What the marks of a diagram mean; only those that it has.

import { drawn, element } from "./dom.js";
import { mark } from "./marks.js";

const NAMES = {
  update: "update", refused: "refused update", receive: "receive", send: "send", stamp: "stamp", read: "read", crash: "crash", wipe: "lost disk",
  backup: "backup", restore: "restored from a backup", clone: "started from a copy", join: "enters", retire: "leaves for good",
};

function picture(children) {
  return drawn("svg", { viewBox: "-13 -13 26 26", "aria-hidden": "true" }, children);
}

function line(name) {
  return drawn("svg", { viewBox: "0 0 30 12", class: "wide", "aria-hidden": "true" }, drawn("g", { class: `arrow ${name}` }, drawn("path", { d: "M1 6H29" })));
}

/** Return the legend of a diagram. */
export function legend(causality, messages) {
  const { points } = causality;
  const kinds = new Set(points.map(({ kind }) => kind));
  const entry = (shape, words) => element("span", {}, shape, words);
  return element("figcaption", { class: "legend" },
    Object.keys(NAMES).filter((kind) => kinds.has(kind)).map((kind) => entry(picture(drawn("g", { class: `mark ${kind}` }, mark({ kind }, 9))), NAMES[kind])),
    messages.some(({ repeated }) => repeated) ? entry(line("repeated"), "received again") : [],
    points.some((point) => causality.isUnreceived(point)) ? entry(line("lost"), "not received") : [],
    messages.some(({ delta }) => delta) ? entry(line("delta"), "delta") : [],
    entry(element("span", { class: "key past" }), "causal past"),
    entry(element("span", { class: "key concurrent" }), "concurrent"),
    entry(element("span", { class: "key focus" }), "wrong answer"));
}
