// Times: how long ago, in words; the date is in the title.

import { element, setText } from "./dom.js";

const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];
const NOW = 45; // seconds that count as now
const AGAIN = 20_000; // ms between two looks at the clock
const LAST = 8.64e15; // the last moment that a Date can hold, in ms since 1970
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "medium" });

/** Return how long before `now` the moment `at` is, in words; both are in milliseconds since 1970. */
export function ago(at, now = Date.now()) {
  const seconds = (at - now) / 1000;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? [];
  if (!unit) return Math.abs(seconds) < NOW ? "just now" : relative.format(Math.trunc(seconds), "second");
  return relative.format(Math.trunc(seconds / length), unit);
}

/** Return an element that shows how long ago `at` is. */
export function timeOf(at) {
  if (!(Math.abs(at) <= LAST)) return element("time", {}, "at an unknown time");
  const date = new Date(at);
  return element("time", { datetime: date.toISOString(), title: exact.format(date), "data-at": at }, ago(at));
}

setInterval(() => {
  for (const node of document.querySelectorAll("time[data-at]")) setText(node, ago(Number(node.dataset.at)));
}, AGAIN);
