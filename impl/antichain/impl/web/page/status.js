// What the server knows, and the state of its links.

import { colourOf, sorted } from "./clock.js";
import { element, setChildren, setText } from "./dom.js";
import { plural } from "./numbers.js";

/** Return whether the peer cut the link: then it answers with this code, and only the peer can heal the link. */
function cutByPeer({ state, trouble }) {
  return state === "away" && Boolean(trouble?.includes('"code":"cut"'));
}

/** Return whether the link to a peer is cut, by this server or by the peer. */
export function isCut(peer) {
  return peer.state === "cut" || cutByPeer(peer);
}

/** Return the peers, by name, whose updates do not arrive: their links are cut, or they do not answer any more. */
export function outOfReach(peers) {
  return peers.filter((peer) => isCut(peer) || (peer.state === "away" && peer.name)).map(nameOf);
}

/** Return the state of a peer in words, with the numbers of updates that are still on their way. */
export function inWords(peer) {
  const { state, behind, ahead } = peer;
  const lacks = [behind ? `lacks ${plural(behind, "update")} of the peer` : "", ahead ? `the peer lacks ${plural(ahead, "update")}` : ""].filter(Boolean);
  if (state === "in touch" && !behind) return "in touch";
  const words = cutByPeer(peer) ? `link cut by ${nameOf(peer)}` : { cut: "link cut", away: "does not answer" }[state] ?? state;
  return [words, ...lacks].join(" · ");
}

/** Show how many updates of each server this one has. */
export function showClock(node, sites, me) {
  const known = new Map([...node.children].map((child) => [child.dataset.site, child]));
  const chips = sorted([...Object.keys(sites), me]).map((site) => {
    const chip = known.get(site) ?? element("li", { class: `chip ${colourOf(site)}`, "data-site": site }, element("b", { class: "count" }), element("span", { class: "unit" }));
    const n = sites[site] ?? 0;
    setText(chip.firstChild, n.toLocaleString("en"));
    setText(chip.lastChild, ` ${n === 1 ? "update" : "updates"} of ${site}`);
    return chip;
  });
  setChildren(node, chips);
}

/**
 * The list of peers, with a button that cuts or heals each link if the server allows it. `switched` cuts or heals a
 * link; `bothSides` is whether it does so on both servers.
 */
export class Peers {
  constructor({ switched, bothSides, changed }) {
    Object.assign(this, { switched, bothSides, changed, rows: new Map() });
    this.list = element("ul", { class: "peers" });
  }

  show(peers, demo) {
    setChildren(this.list, peers.map((peer) => this.row(peer, demo)));
  }

  row(peer, demo) {
    if (!this.rows.has(peer.url)) this.rows.set(peer.url, this.made(peer.url));
    const { node, name, words, button } = this.rows.get(peer.url);
    const called = nameOf(peer);
    const cut = isCut(peer);
    const kind = cut ? "cut" : peer.state === "in touch" && peer.behind ? "behind" : peer.state.replace(" ", "-");
    if (node.dataset.state && node.dataset.state !== kind && kind !== "behind") this.changed(`${called}: ${inWords(peer)}`);
    node.dataset.state = kind;
    setText(name, called);
    setText(words, inWords(peer));
    words.title = peer.trouble ?? "";
    button.hidden = !demo || (cutByPeer(peer) && !this.bothSides);
    setText(button, cut ? "Heal the link" : "Cut the link");
    button.setAttribute("aria-label", `${cut ? "Heal" : "Cut"} the link to ${called}`);
    return node;
  }

  made(url) {
    const name = element("a", { href: url, rel: "noreferrer" });
    const words = element("span", { class: "words" });
    const button = element("button", { type: "button", class: "small" });
    const node = element("li", { "data-peer": url }, element("span", { class: "light", "aria-hidden": "true" }), name, words, button);
    button.addEventListener("click", () => this.switched(url, node.dataset.state !== "cut"));
    return { node, name, words, button };
  }
}

/** Return the name of a peer; before the first contact, its address. */
export function nameOf(peer) {
  return peer.name ?? new URL(peer.url).host;
}
