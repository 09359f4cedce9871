// The space-time diagram of a failure: a lane for each replica, a mark for each point, an arrow for each message.

import { drawn, element, shortName, visible } from "./dom.js";
import { columns, neighbours, pieces, shownRange } from "./layout.js";
import { mark, WORDS } from "./marks.js";

const LANE = 84; // px from lane to lane
const LANES_MANY = 64; // the same for more than four lanes
const MARGIN = { left: 26, right: 40 };
const TOP = 26;
const BOTTOM = 14;
const RADIUS = 11;

let diagrams = 0;

/** A diagram; `choose(line)` is called with the point that the reader picks. Only `visible` points are drawn. */
export class Spacetime {
  constructor(failure, causality, choose) {
    Object.assign(this, { failure, causality, diagram: failure.diagram, range: null, number: ++diagrams });
    this.names = element("div", { class: "lane-names" });
    this.scroll = element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Space-time diagram. The arrow keys go through the steps." });
    this.node = element("div", { class: "spacetime" }, this.names, this.scroll);
    this.scroll.addEventListener("click", (event) => {
      const line = event.target.closest?.(".mark")?.dataset.line;
      if (line) choose(Number(line));
    });
    new ResizeObserver(() => this.fit()).observe(this.scroll);
  }

  /** Draw again if the room has changed. */
  fit() {
    if (this.state && this.scroll.clientWidth !== this.room) this.draw();
  }

  /**
   * Show the diagram as it is after a line. `chosen` is the line of the point whose past is marked, or null; `lines` are
   * those whose points are drawn.
   */
  show(line, chosen, lines) {
    if (lines !== this.lines) {
      this.lines = lines;
      this.all = this.causality.points.filter((point) => lines.has(point.line) || this.diagram.focus.includes(point.line));
      this.range = null;
    }
    this.state = { line, chosen };
    const range = shownRange(this.all.length, this.indexOf(line));
    if (String(range) !== String(this.range) || !this.svg) this.draw();
    else this.paint();
  }

  indexOf(line) {
    return Math.max(0, this.all.findLastIndex((point) => point.line <= line));
  }

  draw() {
    this.room = this.scroll.clientWidth;
    if (!this.room || !this.state) return;
    const { lanes } = this.diagram;
    this.range = shownRange(this.all.length, this.indexOf(this.state.line));
    this.points = this.all.slice(...this.range);
    this.tall = lanes.length > 4 ? LANES_MANY : LANE;
    const { places, width } = columns(this.points, this.causality, this.room, MARGIN);
    Object.assign(this, { places, width, height: TOP + lanes.length * this.tall + BOTTOM });
    this.marks = new Map(this.points.map((point) => [point.line, this.markOf(point)]));
    this.svg = drawn("svg", { width, height: this.height, viewBox: `0 0 ${width} ${this.height}`, role: "img", "aria-label": this.described() },
      drawn("defs", {}, this.head("head"), this.head("head-known")),
      drawn("g", {}, this.laneLines()),
      drawn("g", {}, this.links()),
      drawn("g", {}, (this.arrows = this.messages().flatMap((message) => this.arrow(message)))),
      drawn("g", {}, [...this.marks.values()]),
    );
    this.names.replaceChildren(...lanes.map((name, lane) => element("div", { class: `lane-name lane-${lane % 6}`, title: visible(name) }, shortName(visible(name), 14))));
    this.node.style.setProperty("--tall", `${this.tall}px`);
    this.node.style.setProperty("--top", `${TOP}px`);
    this.scroll.replaceChildren(this.svg);
    this.paint();
  }

  described() {
    const { lanes, points } = this.diagram;
    return `Replicas ${lanes.map(visible).join(", ")}; ${points.length} points. The steps beneath say the same in words.`;
  }

  /** Mark what is past, concurrent and still to come. */
  paint() {
    const { line, chosen } = this.state;
    const past = chosen ? this.causality.past(chosen) : new Set();
    const known = (each) => each === chosen || past.has(each);
    for (const [at, node] of this.marks) {
      const relation = chosen ? this.causality.relation(at, chosen) : "";
      const marked = relation === "same" || this.causality.eventAt(at);
      node.setAttribute("data-relation", at > line ? "ahead" : marked ? relation : "");
    }
    for (const node of [...this.arrows, ...this.segments]) {
      const [from, to] = [Number(node.dataset.from), Number(node.dataset.to)];
      const inPast = chosen && to && known(to) && (!from || known(from));
      node.setAttribute("data-state", Math.max(from, to) > line ? "ahead" : inPast ? "known" : "");
    }
    const x = this.places.get(chosen ?? 0);
    if (x !== undefined && this.width > this.room) this.scroll.scrollTo({ left: x - this.room / 2 });
  }

  y(lane) {
    return TOP + this.tall * (lane + 0.5);
  }

  head(name) {
    return drawn("marker", { id: `${name}-${this.number}`, class: name, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }, drawn("path", { d: "M0 .6 8 4 0 7.4z" }));
  }

  laneLines() {
    const edges = pieces(this.points, this.diagram.lanes.length).flatMap((list, lane) => list.flatMap(([from, to]) => {
      const [x1, x2] = [from ? this.places.get(from.line) : 0, to ? this.places.get(to.line) : this.width];
      const line = drawn("line", { class: `lane lane-${lane % 6}`, x1, x2, y1: this.y(lane), y2: this.y(lane) });
      return to ? line : [line, drawn("path", { class: `lane-end lane-${lane % 6}`, d: `M${x2 - 9} ${this.y(lane) - 5} ${x2 - 1} ${this.y(lane)} ${x2 - 9} ${this.y(lane) + 5}` })];
    }));
    this.segments = neighbours(this.points, this.diagram.lanes.length).map(([from, to]) => drawn("line", {
      class: `segment lane-${to.lane % 6}`, x1: this.places.get(from.line), x2: this.places.get(to.line), y1: this.y(to.lane), y2: this.y(to.lane), "data-from": from.line, "data-to": to.line,
    }));
    return [...edges, ...this.segments];
  }

  /** Return the lines from the state that a restored or a cloned replica begins with. */
  links() {
    return this.points.filter(({ kind, causes }) => (kind === "restore" || kind === "clone") && causes?.length).flatMap((point) => {
      const before = this.causality.byLine.get(point.causes[0]);
      if (!before) return [];
      const x2 = this.places.get(point.line);
      const x1 = this.places.get(this.points.findLast(({ lane, line }) => lane === before.lane && line <= before.line)?.line) ?? x2 - 50;
      const [y1, y2] = [this.y(before.lane), this.y(point.lane)];
      const path = point.kind === "restore" ? `M${x1} ${y1 + 8}C${x1 + 10} ${y1 + 40} ${x2 - 10} ${y2 + 40} ${x2} ${y2 + RADIUS + 3}` : `M${x1} ${y1}L${x2} ${y2 - Math.sign(y2 - y1) * (RADIUS + 3)}`;
      return [drawn("path", { class: "origin", d: path, "marker-end": `url(#head-${this.number})` })];
    });
  }

  /** Return the messages that replicas receive, and one for each send of the others. */
  messages() {
    const { messages } = this.diagram;
    const others = this.points.filter((point) => this.causality.isUnreceived(point)).map(({ line, label }) => ({ name: label ?? "", from: line, ...messages.find(({ from }) => from === line) }));
    return [...messages.filter(({ to }) => to), ...others];
  }

  arrow(message) {
    const { from = 0, to = 0 } = message;
    const sender = this.causality.byLine.get(from);
    const receiver = this.causality.byLine.get(to);
    const [x1, x2] = [this.places.get(from), this.places.get(to)];
    if (x1 === undefined && x2 === undefined) return [];
    const classes = ["arrow", message.repeated && "repeated", message.delta && "delta", !receiver && "lost"].filter(Boolean).join(" ");
    const data = { class: classes, "data-from": from, "data-to": to };
    const title = drawn("title", {}, this.told(message));
    if (!receiver) return [drawn("g", data, title, this.lost(x1, sender.lane))];
    const end = [x2, this.y(receiver.lane)];
    const start = sender ? [x1 ?? 0, this.y(sender.lane)] : [end[0] - 34, end[1] - this.tall * 0.42];
    if (sender && sender.lane === receiver.lane) {
      const bend = Math.min(38, 14 + (end[0] - start[0]) / 8);
      return [drawn("g", data, title, this.tip(`M${start[0]} ${start[1] - 5}C${start[0] + 8} ${start[1] - bend} ${end[0] - 8} ${end[1] - bend} ${end[0] - 3} ${end[1] - RADIUS - 3}`))];
    }
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]) || 1;
    const along = (d) => start.map((s, i) => s + ((end[i] - s) * d) / length);
    const [a, b] = [along(sender ? 6 : 0), along(length - RADIUS - 3)];
    const again = message.repeated ? this.again(along(length * 0.62)) : [];
    return [drawn("g", data, title, this.tip(`M${a}L${b}`), again)];
  }

  tip(d) {
    return drawn("path", { d, "marker-end": `url(#head-${this.number})` });
  }

  again([x, y]) {
    return drawn("text", { class: "note", x, y: y - 4 }, "again");
  }

  lost(x, lane) {
    const down = lane < this.diagram.lanes.length - 1 || this.diagram.lanes.length === 1 ? 1 : -1;
    const [x2, y2] = [x + 22, this.y(lane) + down * 30];
    return [
      drawn("path", { d: `M${x + 3} ${this.y(lane) + down * 6}L${x2} ${y2}` }),
      drawn("path", { class: "gone", d: `M${x2 - 4} ${y2 - 4}l8 8m0 -8l-8 8` }),
    ];
  }

  told({ name, from, to, repeated, delta }) {
    const lane = (line) => this.diagram.lanes[this.causality.byLine.get(line)?.lane] ?? "?";
    const what = `${delta ? "delta" : "message"} ${name}${from ? ` of ${lane(from)}` : ""}`;
    return !to ? `${what} is not received` : `${what} is received by ${lane(to)}${repeated ? " again" : ""}`;
  }

  markOf(point) {
    const small = this.causality.isSmall(point);
    const number = this.causality.eventAt(point.line);
    const focus = this.diagram.focus.includes(point.line);
    const last = point.line === this.failure.transcript.find((exchange) => !exchange.ok)?.line;
    const classes = ["mark", point.kind, `lane-${point.lane % 6}`, small && "small", focus && "focus"].filter(Boolean).join(" ");
    const place = `translate(${this.places.get(point.line)} ${this.y(point.lane)})`;
    const words = `${this.diagram.lanes[point.lane]}: ${WORDS[point.kind] ?? point.kind} ${point.label ?? ""}`;
    return drawn("g", { class: classes, transform: place, "data-line": point.line }, drawn("title", {}, words),
      drawn("circle", { class: "halo", r: small ? 12 : RADIUS + 6 }), mark(point, RADIUS, number), last ? this.verdict() : []);
  }

  /** Return the wrong answer and the right one, to stand beneath the point that was asked. */
  verdict() {
    const { observed, specified } = this.failure;
    if (`${observed}${specified}`.length > 18 || !observed) return [];
    return [
      drawn("text", { class: "is-wrong", y: RADIUS + 20 }, observed),
      drawn("text", { class: "is-right", y: RADIUS + 34 }, `not ${specified}`),
    ];
  }
}
