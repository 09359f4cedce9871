// Where each update is in the space-time picture: a lane for each server, and causes left of their effects.

import { bySite, covers, parsed, siteOf, sorted, written } from "./clock.js";

/** Return the relation of an update to another one, from their clocks alone: same, past, future or concurrent. */
export function relation(x, y) {
  if (x === y) return "same";
  if (covers(y.clock, x)) return "past";
  return covers(x.clock, y) ? "future" : "concurrent";
}

// An unlike is a like by a negative number.
function kindOf({ kind, by = 1 }) {
  return kind === "like" && String(by).startsWith("-") ? "unlike" : kind;
}

/** Return the short name of an update: "S1:3" for the third update of S1. */
export function nameOf({ origin, n }) {
  return `${siteOf(origin)}:${n}`;
}

/** Return an update in one sentence. */
export function described(update, updates) {
  const concurrent = updates.filter((other) => relation(other, update) === "concurrent").map(nameOf);
  const what = `${update.kind === "unlike" ? "an" : "a"} ${update.kind} with clock ${written(bySite(update.clock))}`;
  return `${nameOf(update)}, ${what}${concurrent.length ? `; concurrent with ${concurrent.join(", ")}` : ""}`;
}

const furthest = (columns) => Math.max(-1, ...columns);
const size = (clock) => Object.values(clock).reduce((sum, n) => sum + n, 0);

/** Return the updates of several servers as one list, causes first, without repetition; at most the last `limit`. */
export function merged(lists, limit) {
  const found = new Map(lists.flat().map((update) => [update.dot, update]));
  return [...found.values()].sort((x, y) => size(x.clock) - size(y.clock) || (x.dot < y.dot ? -1 : 1)).slice(-limit);
}

// The direct causes of an update with this clock: those that it knew, without those that they knew.
function directCauses(clock, found) {
  const known = Object.entries(clock).map(([origin, n]) => found.get(`${origin}:${n}`)).filter(Boolean);
  return known.filter((x) => !known.some((y) => x !== y && covers(y.clock, x)));
}

/**
 * Return the picture of `recent` updates (causes first). An update is right of all that it knew, so updates in one
 * column are concurrent. What was made after a cut began is right of all that was made before, and so for its end.
 *
 * `heads` are the clocks of servers now, or null where the page does not know it; a clock is drawn at the right end of the
 * lane of its server, with the messages that it received last.
 */
export function layout(recent, cuts = [], heads = {}) {
  const updates = recent.map((update) => ({ ...update, ...parsed(update.dot), kind: kindOf(update) }));
  const lanes = sorted([...updates.map(({ origin }) => siteOf(origin)), ...Object.keys(heads)]);
  const found = new Map(updates.map((update) => [update.dot, update]));
  const moments = cuts.flatMap(({ from, to }) => (to ? [from, to] : [from]));
  for (const update of updates) update.era = moments.filter((known) => !covers(known, update)).length;
  const columnAfter = (known) => 1 + furthest(updates.filter((update) => update.column !== undefined && covers(known, update)).map(({ column }) => column));

  for (const update of [...updates].sort((x, y) => x.era - y.era)) {
    update.after = directCauses({ ...update.clock, [update.origin]: update.n - 1 }, found);
    update.lane = lanes.indexOf(siteOf(update.origin));
    const left = updates.filter((other) => other.column !== undefined && (relation(other, update) === "past" || other.lane === update.lane));
    const earlier = moments.filter((known) => !covers(known, update)).map((known) => columnAfter(known) - 1);
    update.column = 1 + furthest([...left.map(({ column }) => column), ...earlier]);
  }
  const columns = 1 + furthest(updates.map(({ column }) => column));
  const ends = Object.entries(heads).filter(([, clock]) => clock).map(([site, clock]) => {
    const lane = lanes.indexOf(site);
    return { site, lane, column: columns, after: directCauses(clock, found).filter((update) => update.lane !== lane) };
  });
  return { lanes, updates, columns, ends, gaps: gapsOf(cuts, lanes, columns, columnAfter) };
}

/**
 * Return the gaps between neighbouring lanes: from which column to which, and the links that are cut there. A gap is
 * whole if each link across it is cut.
 */
function gapsOf(cuts, lanes, columns, columnAfter) {
  const gaps = new Map();
  for (const { servers, from, to } of cuts) {
    const [upper, lower] = servers.map((site) => lanes.indexOf(site)).sort((a, b) => a - b);
    const [first, last] = [columnAfter(from), to ? columnAfter(to) - 1 : columns];
    if (upper < 0 || last < first) continue;
    for (let lane = upper; lane < lower; lane++) {
      const key = [lane, first, last].join();
      const gap = gaps.get(key) ?? { lane, first, last, open: to === null, links: [] };
      const link = sorted(servers).join("–");
      if (!gap.links.includes(link)) gap.links.push(link); // a link may have been cut twice between two updates
      gaps.set(key, gap);
    }
  }
  return [...gaps.values()].map((gap) => ({ ...gap, whole: gap.links.length === (gap.lane + 1) * (lanes.length - gap.lane - 1) }));
}
