// How each kind of point is drawn, and called.

import { cut, drawn, visible } from "./dom.js";

/** The kinds of points in words. */
export const WORDS = {
  update: "update",
  refused: "update that is refused:",
  send: "sends",
  stamp: "is stamped",
  receive: "receives",
  read: "is read",
  crash: "crashes",
  wipe: "loses its disk",
  backup: "is backed up as",
  restore: "is restored from",
  clone: "is copied from",
  retire: "leaves for good",
  join: "enters, empty",
};

const GLYPHS = {
  crash: "M-6 -6 6 6M6 -6 -6 6",
  wipe: "M-6 -6 6 6M6 -6 -6 6",
  restore: "M-5 -2A5.5 5.5 0 1 1 -4.6 3M-6.5 -6.5V-1.5H-1.5",
  clone: "M-1 -6v12M-6 0H6",
  join: "M-6 0H5M1 -4 5 0 1 4",
  retire: "M-6 0H3M5 -6V6",
};

/** Return the shapes of a point, around the origin; `radius` is that of an event, and `number` its number, if it is one. */
export function mark(point, radius, number) {
  const label = point.label ? cut(visible(point.label).replace("+-", "−"), 8) : "";
  switch (point.kind) {
    case "update":
    case "receive":
      return event(point, radius, label, number);
    case "send":
    case "stamp":
    case "backup":
      return number ? event(point, radius, label, number) : small(point, label);
    case "refused":
      return [drawn("circle", { class: "shape refused-shape", r: 6 }), drawn("path", { class: "refused-line", d: "M-4 4 4 -4" }), drawn("text", { class: "label", y: -15 }, label)];
    case "read":
      return [drawn("rect", { class: "shape hollow", x: -5, y: -5, width: 10, height: 10, rx: 2.5 })];
    default:
      return fault(point, radius, label);
  }
}

function event(point, radius, label, number) {
  return [
    drawn("circle", { class: `shape ${point.kind === "receive" ? "hollow" : ""}`, r: radius }),
    number ? drawn("text", { class: "number" }, String(number)) : [],
    point.kind !== "receive" && label ? drawn("text", { class: "label", y: -radius - 10 }, label) : [],
  ];
}

function small(point, label) {
  const shape = point.kind === "send" ? drawn("circle", { class: "shape", r: 4.5 }) : drawn("rect", { class: "shape", x: -4.5, y: -4.5, width: 9, height: 9, transform: "rotate(45)" });
  return [shape, label ? drawn("text", { class: "label", y: -16 }, label) : []];
}

function fault(point, radius, label) {
  return [
    drawn("rect", { class: "fault", x: -radius, y: -radius, width: 2 * radius, height: 2 * radius, rx: 5 }),
    drawn("path", { class: `glyph ${point.kind}`, d: GLYPHS[point.kind] ?? "" }),
    label && point.kind !== "clone" ? drawn("text", { class: "label", y: -radius - 10 }, label) : [],
  ];
}
