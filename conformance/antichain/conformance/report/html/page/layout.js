// Where each point of a diagram is: a lane for each replica, time from left to right; and what it knew.

// Widths of a column in px, for events and faults, and for the points that only send, stamp or read.
const WIDE = 64;
const NARROW = 44;
const PHONE = 420; // px of a narrow screen, on which columns may be narrower
const EVENT_KINDS = new Set(["update", "receive", "send"]);
const SMALL_KINDS = new Set(["send", "stamp", "read", "backup", "refused"]);

/** At most so many points are drawn at once. */
export const MOST_POINTS = 160;

/**
 * Return the points that are events, each with its number. A send is an event of a vector clock, and part of the event
 * before it otherwise; an update that a crash interrupts is one, too. The events of a case written by hand have no numbers
 * yet, so they are counted.
 */
function eventNumbers(points) {
  if (points.every(({ event }) => !event)) {
    return points.filter(({ kind }) => kind === "update" || kind === "receive").map(({ line }, i) => [line, i + 1]);
  }
  const seen = new Set();
  const first = points.filter(({ event, kind, label }) => {
    const is = event && !seen.has(event) && (EVENT_KINDS.has(kind) || (kind === "crash" && label));
    if (is) seen.add(event);
    return is;
  });
  return first.map(({ line, event }) => [line, event]);
}

/** The points of a failure with an index by line, and the causal past of each, computed when asked for. */
export class Causality {
  constructor({ diagram, transcript }) {
    const refused = new Set(transcript.filter(({ observed }) => "reject" in observed).map(({ line }) => line));
    // A refused update happened for no replica: it is drawn, and is no event.
    this.points = diagram.points.map((point) => (point.kind === "update" && refused.has(point.line) ? { ...point, kind: "refused" } : point));
    this.byLine = new Map(this.points.map((point) => [point.line, point]));
    this.pasts = new Map();
    this.numbers = new Map(eventNumbers(this.points));
    this.received = new Set(diagram.messages.filter(({ to }) => to).map(({ from }) => from));
    this.compared = new Set(transcript.flatMap(({ request: { left, right, messages } }) => [left, right, ...(messages ?? [])]));
  }

  /** Return whether a point sends a message that no replica receives, and no request compares, up to the wrong answer. */
  isUnreceived({ line, kind, label }) {
    return kind === "send" && !this.received.has(line) && !this.compared.has(label);
  }

  /** Return the number of the event that a point is, or undefined: an update, a receive, or the send of a vector clock. */
  eventAt(line) {
    return this.numbers.get(line);
  }

  /** Return whether a point is drawn as a small mark. */
  isSmall(point) {
    return SMALL_KINDS.has(point.kind) && !this.numbers.has(point.line);
  }

  /** Return the lines of all points that happened before a point. */
  past(line) {
    const known = this.pasts.get(line);
    if (known) return known;
    const found = new Set();
    const open = [...(this.byLine.get(line)?.causes ?? [])];
    while (open.length) {
      const next = open.pop();
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(this.byLine.get(next)?.causes ?? []));
    }
    this.pasts.set(line, found);
    return found;
  }

  /** Return the relation of a point to the chosen one: same, past, future or concurrent. */
  relation(line, chosen) {
    if (line === chosen) return "same";
    if (this.past(chosen).has(line)) return "past";
    return this.past(line).has(chosen) ? "future" : "concurrent";
  }
}

/** Return which points are drawn, from and up to an index, so that the point at `index` is among them. */
export function shownRange(total, index) {
  if (total <= MOST_POINTS) return [0, total];
  const from = Math.max(0, Math.min(total - MOST_POINTS, Math.floor(index / (MOST_POINTS / 2)) * (MOST_POINTS / 2) - MOST_POINTS / 4));
  return [from, Math.min(total, from + MOST_POINTS)];
}

/** Return the place of each point in px: a map from lines to x, and the width of all columns in `room` px. */
export function columns(points, causality, room, { left, right }) {
  const widths = points.map((point) => (causality.isSmall(point) ? NARROW : WIDE));
  const natural = widths.reduce((sum, width) => sum + width, 0);
  const least = room < PHONE ? 0.75 : 1;
  const stretch = Math.min(1.7, Math.max(least, (room - left - right) / Math.max(1, natural)));
  const places = new Map();
  let x = left;
  points.forEach((point, i) => {
    places.set(point.line, x + (widths[i] * stretch) / 2);
    x += widths[i] * stretch;
  });
  return { places, width: Math.max(room, x + right) };
}

/**
 * Return the pieces of each lane as pairs of points, null for an edge of the drawing. A replica that joins or is a clone
 * begins at that point; a replica that leaves ends there.
 */
export function pieces(points, lanes) {
  return Array.from({ length: lanes }, (_, lane) => {
    const own = points.filter((point) => point.lane === lane);
    const found = [];
    let open = { from: null };
    for (const [number, point] of own.entries()) {
      const begins = point.kind === "join" || point.kind === "clone";
      if (begins && (number === 0 || open === null)) open = { from: point };
      if (point.kind === "retire" && open) {
        found.push([open.from, point]);
        open = null;
      }
    }
    return open ? [...found, [open.from, null]] : found;
  });
}

const NEW_STATE = new Set(["wipe", "restore", "join", "clone"]);

/** Return the pairs of neighbouring points on one lane between which the replica kept its state. */
export function neighbours(points, lanes) {
  return Array.from({ length: lanes }, (_, lane) => {
    const own = points.filter((point) => point.lane === lane);
    return own.slice(1).map((point, i) => [own[i], point]).filter(([, point]) => !NEW_STATE.has(point.kind));
  }).flat();
}
