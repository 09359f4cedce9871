// The space-time picture: a lane for each server, a mark for each update, an arrow for each message that taught something.

import { bySite, colourOf, siteOf, sorted } from "./clock.js";
import { drawn, element, outline, setChildren } from "./dom.js";
import { described, layout, nameOf, relation } from "./layout.js";
import { timeOf } from "./times.js";

const [NARROW, WIDE] = [30, 96]; // px from column to column, at least and at most
const LANE = 76; // px from lane to lane
const LANES_MANY = 56; // the same for more than three lanes
const EDGE = 26; // px left of the first column
const NOW = 54; // px right of the last column, where the lanes end
const MARK = 9;
const TEETH = 5; // px of a torn edge
const FEW = 2; // cut links that are named
const LETTER = 7.5; // px of a letter of a note, at most

/** The picture on the page: one tab stop, in which the arrow keys go from update to update. */
export class Spacetime {
  constructor({ box, caption }) {
    this.names = element("div", { class: "lane-names" });
    this.scroll = element("div", { class: "scroll" });
    this.ground = drawn("g");
    this.marks = drawn("g");
    this.svg = drawn("svg", {}, this.ground, this.marks);
    this.scroll.append(this.svg);
    Object.assign(this, { box, caption, updates: [], given: [[]], chosen: null, drawing: null });
    box.replaceChildren(this.names, this.scroll);
    box.addEventListener("keydown", (event) => this.pressed(event));
    box.addEventListener("pointerover", (event) => this.pointed(event));
    box.addEventListener("focusin", (event) => this.pointed(event));
    for (const left of ["pointerleave", "focusout"]) box.addEventListener(left, (event) => this.left(event));
    new ResizeObserver(() => this.show(...this.given)).observe(this.scroll);
    this.choose(null);
  }

  /** Draw these updates (causes first), these cuts, and these clocks of servers now. */
  show(recent, cuts, heads) {
    this.given = [recent, cuts, heads];
    const picture = layout(recent, cuts, heads);
    const room = this.scroll.clientWidth;
    const drawing = JSON.stringify([picture.updates.map(({ dot, column, lane }) => [dot, column, lane]), picture.ends, picture.gaps, room]);
    if (drawing === this.drawing || room === 0) return;
    this.drawing = drawing;
    this.step = Math.min(WIDE, Math.max(NARROW, (room - EDGE - NOW) / Math.max(1, picture.columns)));
    this.tall = picture.lanes.length > 3 ? LANES_MANY : LANE;
    const focused = this.marks.contains(document.activeElement);
    const atEnd = this.scroll.scrollLeft + room >= this.scroll.scrollWidth - 8;
    const wanted = this.chosen; // removing the mark that has the focus sets it to null
    this.updates = picture.updates;
    this.width = Math.max(room, this.place({ column: picture.columns, lane: 0 })[0] + 20);
    this.draw(picture);
    if (atEnd) this.scroll.scrollLeft = this.width;
    // If the mark that had the focus was removed, the oldest one gets it.
    const lost = focused && !this.marks.contains(document.activeElement);
    const chosen = this.updates.find(({ dot }) => dot === wanted) ?? (lost ? this.updates[0] : null);
    this.choose(chosen ?? null, { focused: lost });
  }

  place({ column, lane }) {
    return [EDGE + MARK + column * this.step, this.tall * (lane + 0.5)];
  }

  draw(picture) {
    const height = Math.max(1, picture.lanes.length) * this.tall;
    const head = drawn("marker", { id: "head", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 10, markerHeight: 10, markerUnits: "userSpaceOnUse", orient: "auto" }, drawn("path", { d: "M0 .8 8 4 0 7.2z" }));
    const now = this.place({ column: picture.columns, lane: 0 })[0] + MARK;
    const lanes = picture.lanes.flatMap((site, lane) => this.lane(site, lane, picture));
    const links = picture.lanes.slice(1).map((_, lane) => this.linked(lane, now, picture.gaps.filter((gap) => gap.lane === lane)));
    const arrows = picture.updates.flatMap((to) => to.after.filter((from) => from.lane !== to.lane).map((from) => this.arrow(from, to, { "data-edge": `${from.dot} ${to.dot}` })));
    const received = picture.ends.flatMap((to) => to.after.map((from) => this.arrow(from, to, { class: "arrow received" })));
    const ends = picture.ends.map((end) => {
      const [x, y] = this.place(end);
      return drawn("line", { class: `end ${colourOf(end.site)}`, x1: x + MARK, x2: x + MARK, y1: y - 9, y2: y + 9 });
    });
    for (const [name, value] of Object.entries({ width: this.width, height, viewBox: `0 0 ${this.width} ${height}` })) this.svg.setAttribute(name, value);
    this.ground.replaceChildren(drawn("defs", {}, head), ...links.flatMap(({ ribbons }) => ribbons), ...lanes, ...ends, ...received, ...arrows, ...links.flatMap(({ notes }) => notes));
    // A mark stays the same element, and so keeps the focus and what points at it.
    const drawnBefore = this.marksByDot();
    setChildren(this.marks, picture.updates.map((update) => this.marked(update, drawnBefore.get(update.dot))));
    this.names.style.setProperty("--tall", `${this.tall}px`);
    const known = new Map([...this.names.children].map((node) => [node.textContent, node]));
    setChildren(this.names, picture.lanes.map((site) => known.get(site) ?? element("span", { class: `lane-name ${colourOf(site)}` }, site)));
  }

  /** Draw a lane: to the present, or to the last update that is known; then dots. */
  lane(site, lane, { ends, updates, columns }) {
    const known = ends.some((end) => end.lane === lane) ? columns : Math.max(0, ...updates.filter((update) => update.lane === lane).map(({ column }) => column));
    const [x, y] = this.place({ column: known, lane });
    const line = (kind, x1, x2) => drawn("line", { class: `${kind} ${colourOf(site)}`, x1, x2, y1: y, y2: y });
    return [line("lane", 0, x + MARK), line("lane unknown", x + MARK + 8, this.width)];
  }

  /** Draw the link between a lane and the next one until now: a ribbon, with a gap for each cut. */
  linked(lane, now, gaps) {
    const [top, bottom] = [this.place({ column: 0, lane })[1] + 3, this.place({ column: 0, lane: lane + 1 })[1] - 3];
    const x = (column) => this.place({ column, lane })[0] - this.step / 2;
    const spans = gaps.map((gap) => ({ ...gap, from: x(gap.first) + 2, to: gap.open ? now : x(gap.last + 1) - 2 }));
    const [left, right] = [`L0 ${bottom} L0 ${top}`, `L${now} ${top} L${now} ${bottom}`];
    const ribbons = [];
    let from = left;
    for (const span of spans.filter(({ whole }) => whole).sort((a, b) => a.from - b.from)) {
      ribbons.push(`${from} ${torn(span.from, top, bottom)}`);
      from = span.open ? null : torn(span.to, bottom, top);
    }
    if (from) ribbons.push(`${from} ${right}`);
    return {
      ribbons: ribbons.map((path) => drawn("path", { class: "link", d: `M${path.slice(1)}z` })),
      notes: spans.flatMap((span) => this.note(span, top, bottom)),
    };
  }

  note({ from, to, whole, open, links }, top, bottom) {
    const middle = (top + bottom) / 2;
    const text = whole ? "cut" : links.length > FEW ? `${links.length} links cut` : `${links.join(", ")} cut`;
    const half = (text.length * LETTER) / 2;
    return [
      drawn("line", { class: "cut", x1: from + TEETH, x2: open ? to : to - TEETH, y1: middle, y2: middle }),
      drawn("text", { class: "cut-name", x: Math.max(half, Math.min((from + to) / 2, this.width - half)), y: middle + 4 }, text),
    ];
  }

  arrow(from, to, attributes) {
    const [[x1, y1], [x2, y2]] = [this.place(from), this.place(to)];
    const length = Math.hypot(x2 - x1, y2 - y1);
    const [dx, dy] = [((x2 - x1) / length) * (MARK + 4), ((y2 - y1) / length) * (MARK + 4)];
    return drawn("line", { class: "arrow", x1: x1 + dx, y1: y1 + dy, x2: x2 - dx, y2: y2 - dy, "marker-end": "url(#head)", ...attributes });
  }

  /** Return the mark of an update: the one that was drawn before, if there is one, in its new place. */
  marked(update, before) {
    const [x, y] = this.place(update);
    const attributes = { class: `mark ${update.kind} ${colourOf(siteOf(update.origin))}`, tabindex: -1, role: "img", "data-dot": update.dot };
    const mark = before ?? drawn("g", attributes, drawn("circle", { class: "halo", r: MARK + 6 }), shape(update.kind));
    mark.setAttribute("transform", `translate(${x} ${y})`);
    mark.setAttribute("aria-label", described(update, this.updates));
    return mark;
  }

  marksByDot() {
    return new Map([...this.marks.children].map((mark) => [mark.dataset.dot, mark]));
  }

  /** Choose an update, to show its clock and its relation to the others; null chooses none. */
  choose(update, { focused = false } = {}) {
    this.chosen = update?.dot ?? null;
    const stop = update ?? this.updates.at(-1);
    const marks = this.marksByDot();
    for (const other of this.updates) {
      const node = marks.get(other.dot);
      if (!node) continue; // not drawn yet: a mark that had the focus is being removed
      node.setAttribute("tabindex", other === stop ? 0 : -1);
      if (update) node.dataset.relation = relation(other, update);
      else delete node.dataset.relation;
      if (focused && other === update) node.focus({ preventScroll: true });
    }
    for (const edge of this.box.querySelectorAll("[data-edge]")) {
      const to = this.updates.find(({ dot }) => edge.dataset.edge.endsWith(` ${dot}`));
      edge.classList.toggle("known", Boolean(update) && (to === update || relation(to, update) === "past"));
    }
    this.caption.replaceChildren(...(update ? this.words(update) : [this.hint()]));
  }

  hint() {
    if (!this.updates.length) return "Each server has a lane. Its updates will appear here.";
    return "Point at an update, or use the arrow keys: its clock and its concurrent updates appear here.";
  }

  words(update) {
    const sites = bySite(update.clock);
    const concurrent = this.updates.filter((other) => relation(other, update) === "concurrent");
    return [
      element("b", { class: `update-name ${colourOf(siteOf(update.origin))}` }, nameOf(update)),
      `, ${update.kind === "unlike" ? "an" : "a"} ${update.kind} with clock [`,
      ...sorted(Object.keys(sites)).flatMap((site, i) => [i ? ", " : "", element("span", { class: `entry ${colourOf(site)}` }, `${site}:${sites[site]}`)]),
      "], ",
      timeOf(update.at),
      concurrent.length ? "; concurrent with " : "; no update here is concurrent with it",
      ...concurrent.flatMap((other, i) => [i ? ", " : "", element("b", { class: `update-name ${colourOf(siteOf(other.origin))}` }, nameOf(other))]),
    ];
  }

  pointed({ target }) {
    const dot = target.closest?.(".mark")?.dataset.dot;
    if (dot && dot !== this.chosen) this.choose(this.updates.find((update) => update.dot === dot));
  }

  left({ type, relatedTarget }) {
    const stays = type === "focusout" ? this.box.contains(relatedTarget) : this.box.contains(document.activeElement);
    if (!stays && this.chosen !== null) this.choose(null);
  }

  pressed(event) {
    const last = this.updates.length - 1;
    const at = this.updates.findIndex(({ dot }) => dot === (this.chosen ?? this.updates.at(-1)?.dot));
    const to = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.choose(this.updates[Math.min(Math.max(to, 0), last)], { focused: true });
    this.box.querySelector(".mark[tabindex='0']")?.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

/** Return a zigzag, downwards or upwards, as the edge of a torn ribbon. */
function torn(x, from, to) {
  const teeth = Math.max(2, Math.round(Math.abs(to - from) / (2 * TEETH)) * 2);
  const points = Array.from({ length: teeth + 1 }, (_, i) => `L${x + (i % 2 ? TEETH : -TEETH) / 2} ${from + ((to - from) * i) / teeth}`);
  return points.join(" ");
}

function shape(kind) {
  if (kind === "post") return drawn("rect", { class: "shape", x: -MARK + 1, y: -MARK + 1, width: 2 * MARK - 2, height: 2 * MARK - 2, rx: 4 });
  const transform = kind === "comment" ? "translate(-9 -9) scale(1.12)" : "translate(-10 -9.8) scale(1.25)";
  return outline(kind === "comment" ? "bubble" : "heart", { class: "shape", transform });
}
