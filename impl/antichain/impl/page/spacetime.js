// The space-time picture: a line for each server, a mark for each update, an arrow for what was learned from others.

import { bySite, colourOf, parsed, siteOf, sorted, written } from "./clock.js";
import { drawn, say } from "./dom.js";

const STEP = 34; // px from column to column
const LANE = 44; // px from line to line
const LEFT = 20;
const MARK = 8;

const knows = (update, other) => (update.clock[other.origin] ?? 0) >= other.n;

/** Return how two updates stand to each other: by their clocks alone. */
export function relation(x, y) {
  if (x === y) return "same";
  if (knows(y, x)) return "past";
  return knows(x, y) ? "future" : "concurrent";
}

// An unlike is a like by a negative number.
function kindOf({ kind, by = 1 }) {
  return kind === "like" && String(by).startsWith("-") ? "unlike" : kind;
}

/**
 * Return where each update stands, and which it follows directly. An update stands right of all that it knew, so those
 * in one column are concurrent.
 */
export function arranged(recent) {
  const updates = recent.map((update) => ({ ...update, ...parsed(update.dot), kind: kindOf(update) }));
  const lanes = sorted(updates.map(({ origin }) => siteOf(origin)));
  const found = new Map(updates.map((update) => [update.dot, update]));
  for (const update of updates) {
    const own = { ...update.clock, [update.origin]: update.n - 1 };
    const known = Object.entries(own).map(([origin, n]) => found.get(`${origin}:${n}`)).filter(Boolean);
    update.after = known.filter((x) => !known.some((y) => x !== y && knows(y, x)));
    update.lane = lanes.indexOf(siteOf(update.origin));
    const past = updates.filter((other) => other.column !== undefined && relation(other, update) === "past");
    const taken = updates.filter((other) => other.lane === update.lane && other.column !== undefined);
    update.column = 1 + Math.max(-1, ...[...past, ...taken].map(({ column }) => column));
  }
  return { lanes, updates };
}

function mark(kind) {
  if (kind === "post") return drawn("rect", { x: -MARK + 1, y: -MARK + 1, width: 2 * MARK - 2, height: 2 * MARK - 2, rx: 3 });
  if (kind === "comment") return drawn("circle", { r: MARK - 2, class: "ring" });
  return drawn("circle", { r: MARK - 1, class: kind === "unlike" ? "hollow" : "full" });
}

const place = ({ column, lane }) => [LEFT + MARK + column * STEP, LANE / 2 + 12 + lane * LANE];

function arrow(from, to) {
  const [x1, y1] = place(from);
  const [x2, y2] = place(to);
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [((x2 - x1) / length) * (MARK + 3), ((y2 - y1) / length) * (MARK + 3)];
  const line = drawn("line", { class: "arrow", x1: x1 + dx, y1: y1 + dy, x2: x2 - dx, y2: y2 - dy, "marker-end": "url(#head)" });
  line.dataset.edge = `${from.dot} ${to.dot}`;
  return line;
}

function told(update, updates) {
  const apart = updates.filter((other) => relation(other, update) === "concurrent").map(({ origin, n }) => `${siteOf(origin)}:${n}`);
  const name = `${siteOf(update.origin)}:${update.n}`;
  return `${name}, ${update.kind === "unlike" ? "an" : "a"} ${update.kind} with clock ${written(bySite(update.clock))}${apart.length ? `; concurrent with ${apart.join(", ")}` : ""}`;
}

/** The picture on the page: one tab stop, in which the arrow keys go from update to update. */
export class Spacetime {
  constructor({ box, caption }) {
    Object.assign(this, { box, caption });
    this.updates = [];
    this.chosen = null; // the last update, until the reader picks another
    this.picked = false;
    box.addEventListener("keydown", (event) => this.pressed(event));
    box.addEventListener("pointerover", (event) => this.pointed(event));
    box.addEventListener("focusin", (event) => this.pointed(event));
  }

  show(recent) {
    const { lanes, updates } = arranged(recent);
    const drawing = JSON.stringify(updates.map(({ dot, column, lane }) => [dot, column, lane]));
    if (drawing === this.drawing) return;
    const focused = this.box.contains(document.activeElement);
    this.drawing = drawing;
    this.updates = updates;
    const columns = 1 + Math.max(0, ...updates.map(({ column }) => column));
    const width = LEFT + 2 * MARK + (columns - 1) * STEP + 12;
    const height = Math.max(2, lanes.length) * LANE + 16;
    const head = drawn("marker", { id: "head", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, drawn("path", { d: "M0 1 8 4 0 7z" }));
    const lines = lanes.flatMap((site, lane) => {
      const [, y] = place({ column: 0, lane });
      return [
        drawn("line", { class: `lane ${colourOf(site)}`, x1: 4, x2: width, y1: y, y2: y }),
        drawn("text", { class: `lane-name ${colourOf(site)}`, x: 4, y: y - 13 }, site),
      ];
    });
    const arrows = updates.flatMap((to) => to.after.filter((from) => from.lane !== to.lane).map((from) => arrow(from, to)));
    const marks = updates.map((update) => this.marked(update));
    const picture = drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, drawn("defs", {}, head), ...lines, ...arrows, ...marks);
    this.box.replaceChildren(picture);
    this.box.scrollLeft = width;
    const kept = this.picked && updates.find(({ dot }) => dot === this.chosen);
    this.picked = Boolean(kept);
    this.choose(kept || updates.at(-1), { focused });
  }

  marked(update) {
    const [x, y] = place(update);
    const attributes = { class: `mark ${colourOf(siteOf(update.origin))}`, transform: `translate(${x} ${y})`, tabindex: -1, role: "img", "aria-label": told(update, this.updates), "data-dot": update.dot };
    return drawn("g", attributes, drawn("circle", { class: "halo", r: MARK + 6 }), mark(update.kind));
  }

  nodes() {
    return [...this.box.querySelectorAll(".mark")];
  }

  choose(update, { focused = false } = {}) {
    if (!update) return;
    this.chosen = update.dot;
    for (const [i, node] of this.nodes().entries()) {
      node.dataset.relation = relation(this.updates[i], update);
      node.setAttribute("tabindex", this.updates[i] === update ? 0 : -1);
      if (focused && this.updates[i] === update) node.focus();
    }
    say(this.caption, told(update, this.updates));
  }

  pointed({ target }) {
    const dot = target.closest?.(".mark")?.dataset.dot;
    if (!dot) return;
    this.picked = true;
    if (dot !== this.chosen) this.choose(this.updates.find((update) => update.dot === dot));
  }

  pressed(event) {
    const at = this.updates.findIndex(({ dot }) => dot === this.chosen);
    const last = this.updates.length - 1;
    const to = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.picked = to < last;
    this.choose(this.updates[Math.min(Math.max(to, 0), last)], { focused: true });
  }
}
