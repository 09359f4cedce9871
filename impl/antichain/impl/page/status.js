// What the server knows, and how it stands with its peers.

import { colourOf, sorted } from "./clock.js";
import { arrange, element, say } from "./dom.js";

/** Return how it stands with a peer, in words. */
export function standing({ state, behind, ahead }) {
  const lacks = [behind ? `we lack ${behind}` : "", ahead ? `it lacks ${ahead}` : ""].filter(Boolean).join(", ");
  const words = state === "in touch" && behind ? `behind by ${behind}` : state;
  return lacks && words === state ? `${words} · ${lacks}` : words;
}

/** Show a version vector, server by server. */
export function showClock(node, sites, me) {
  const names = sorted([...Object.keys(sites), me]);
  const known = new Map([...node.children].map((child) => [child.dataset.site, child]));
  arrange(
    node,
    names.map((name) => {
      const chip = known.get(name) ?? element(
        "span",
        { class: `chip ${colourOf(name)}`, "data-site": name },
        element("span", { class: "who" }, name),
        element("span", { class: "count" }),
      );
      say(chip.lastChild, String(sites[name] ?? 0));
      return chip;
    }),
  );
}

/** The list of peers, with a switch for each link where the server allows that. */
export class Peers {
  constructor({ list, switched, changed }) {
    Object.assign(this, { list, switched, changed });
    this.rows = new Map();
  }

  show(peers, demo) {
    arrange(this.list, peers.map((peer) => this.row(peer, demo)));
  }

  row(peer, demo) {
    if (!this.rows.has(peer.url)) this.rows.set(peer.url, this.made(peer.url));
    const { node, name, words, toggle } = this.rows.get(peer.url);
    const called = peer.name ?? new URL(peer.url).host;
    const cut = peer.state === "cut";
    const kind = peer.state === "in touch" && peer.behind ? "behind" : peer.state.replace(" ", "-");
    if (node.dataset.state && node.dataset.state !== kind && kind !== "behind") this.changed(`${called} is ${peer.state}`);
    node.dataset.state = kind;
    say(name, called);
    say(words, standing(peer));
    words.title = peer.trouble ?? "";
    toggle.hidden = !demo;
    toggle.setAttribute("aria-checked", String(!cut));
    toggle.setAttribute("aria-label", `Link to ${called}`);
    return node;
  }

  made(url) {
    const name = element("a", { href: url, rel: "noreferrer" });
    const words = element("span", { class: "words" });
    const toggle = element("button", { type: "button", role: "switch", class: "switch" });
    toggle.addEventListener("click", () => this.switched(url, toggle.getAttribute("aria-checked") === "true"));
    const node = element("li", { "data-peer": url }, element("span", { class: "light", "aria-hidden": "true" }), name, words, toggle);
    return { node, name, words, toggle };
  }
}
