// Version vectors and dots, in the form that the page shows.

const COLOURS = 6;
const order = new Intl.Collator(undefined, { numeric: true });

/** Return the server of which `origin` is an incarnation: "S1" of "S1~9f". */
export function siteOf(origin) {
  return origin.slice(0, origin.lastIndexOf("~"));
}

/** Return the origin and the number that a dot is made of. */
export function parsed(dot) {
  const colon = dot.lastIndexOf(":");
  return { origin: dot.slice(0, colon), n: Number(dot.slice(colon + 1)) };
}

/** Return the names of servers in the order in which the page always shows them. */
export function sorted(sites) {
  return [...new Set(sites)].sort((a, b) => order.compare(a, b) || (a < b ? -1 : 1));
}

/** Return the clock with the incarnations of each server summed. */
export function bySite(clock) {
  const sites = {};
  for (const [origin, n] of Object.entries(clock)) sites[siteOf(origin)] = (sites[siteOf(origin)] ?? 0) + n;
  return sites;
}

/** Return a clock by server as it is written: "[S1:1, S2:0]". */
export function written(sites) {
  return `[${sorted(Object.keys(sites)).map((site) => `${site}:${sites[site]}`).join(", ")}]`;
}

/** Return the least clock that is at least each of `clocks`. */
export function join(...clocks) {
  const joined = {};
  for (const clock of clocks) for (const [origin, n] of Object.entries(clock)) joined[origin] = Math.max(joined[origin] ?? 0, n);
  return joined;
}

/** Return the greatest clock that is at most `x` and at most `y`. */
export function meet(x, y) {
  return Object.fromEntries(Object.entries(x).map(([origin, n]) => [origin, Math.min(n, y[origin] ?? 0)]));
}

/** Return whether `clock` counts the update with this origin and number. */
export function covers(clock, { origin, n }) {
  return (clock[origin] ?? 0) >= n;
}

/** Return the class that gives a server its colour: the same on every page, another one for S2 than for S1. */
export function colourOf(site) {
  const sum = [...site].reduce((sum, letter) => sum + letter.codePointAt(0), 0);
  return `site-${sum % COLOURS}`;
}
