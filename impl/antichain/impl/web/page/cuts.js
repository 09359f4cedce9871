// The cuts that this page saw: what was known when a link was cut, and what was known when it healed.

import { recallValue, remember, TAB } from "./memory.js";

const PLACE = { what: "cuts", where: TAB };
const KEPT = 240; // cuts: several rounds in which each link of a few servers is cut

/** Return the name of the link between two servers, whichever is first. */
export function linkOf(a, b) {
  return JSON.stringify([a, b].sort());
}

/**
 * The cuts, the oldest first. Each has the two servers of its link, and two clocks: `from` counts the updates made
 * before the cut, `to` those made before the heal; `to` is null while the link is cut.
 */
export class Cuts {
  constructor() {
    this.all = recallValue(PLACE, []);
    this.before = null; // the clock of what the page knew before the last event
  }

  /**
   * Take note of the links that are cut, given the clock of all updates that the page knows. Before a cut are the updates
   * that both servers have: `shared` returns their clock, or null if the page does not know it.
   */
  observe(links, known, shared) {
    const opened = this.before === null; // then the page does not know when the link was cut
    const before = this.before ?? known;
    this.before = known;
    const open = new Map(this.all.filter((cut) => cut.to === null).map((cut) => [linkOf(...cut.servers), cut]));
    const begun = [...links].filter((link) => !open.has(link));
    const ended = [...open.keys()].filter((link) => !links.has(link));
    if (!begun.length && !ended.length) return;
    for (const link of ended) open.get(link).to = known;
    for (const link of begun) {
      const servers = JSON.parse(link);
      this.all.push({ servers, from: opened ? known : shared(servers) ?? before, to: null });
    }
    this.all = this.all.slice(-KEPT);
    remember(PLACE, JSON.stringify(this.all));
  }
}
