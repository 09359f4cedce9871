// Version vectors and dots, as people read them.

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

/** Return the names of servers in the order in which they are always shown. */
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

/** Return the class that gives a server its colour: the same on every page, another one for S2 than for S1. */
export function colourOf(site) {
  const sum = [...site].reduce((sum, letter) => sum + letter.codePointAt(0), 0);
  return `site-${sum % COLOURS}`;
}
