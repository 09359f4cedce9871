// Requests and answers in words.

import { counted, cut, named, visible } from "./dom.js";

const LONGEST = 160;

/** Return a JSON value as text on one line. */
export function compact(value) {
  return typeof value === "string" && value.trim() ? value : JSON.stringify(value);
}

/** Return the rules of one cause: the first one names it, and the others are its consequences. */
export function broken([head, ...others]) {
  const words = others.length === 1 ? "a consequence" : "consequences";
  return others.length ? `${head} (and as ${words} ${others.join(", ")})` : head;
}

/** Return the number of events of a history, or the number of steps of a case written by hand. */
export function length({ recipe, events, steps }) {
  const [number, noun] = recipe ? [events, "event"] : [steps.length, "step"];
  return number ? counted(number, noun) : `no ${noun}`;
}

/** Return what a request does, from the request alone: "receive m1". */
export function action(request) {
  const { op, replica: _, replicas, kind, ...rest } = request;
  const fields = Object.entries(rest).filter(([, value]) => value !== false && value !== null);
  const said = fields.map(([name, value]) => (value === true ? name : ["message", "left", "right"].includes(name) ? compact(value) : `${name} ${compact(value)}`));
  return cut(visible([op, kind, replicas?.map(named).join(", "), ...said].filter(Boolean).join(" ")), LONGEST);
}

/** Return an answer in words; `expected` may be several answers, or a description. */
export function answer(data) {
  if (!data) return "";
  if ("either" in data) return data.either.map(answer).join(", or ");
  if ("like" in data) return `as in line ${data.like}`;
  if ("any" in data) return visible(data.any);
  if ("reject" in data) return `rejected: ${visible(data.reject)}`;
  if ("broken" in data) return visible(`${data.broken}: ${data.text ?? ""}`);
  if ("ok" in data) return data.ok === null ? "done" : cut(visible(compact(data.ok)), LONGEST);
  return cut(visible(compact(data)), LONGEST);
}
