// Why a post has its number: one part for each server, as a bar in the colours of the servers, and in words.

import { bySite, colourOf, sorted, written } from "./clock.js";
import { element, setChildren } from "./dom.js";
import { counted, plural, whole } from "./numbers.js";
import { tagOf } from "./byline.js";

const SHOWN = 4; // servers that are named beside the bar

/** Return the likes less the unlikes of each server: a map from the name to the number. */
export function netOf(entries) {
  return new Map(sorted(Object.keys(entries)).map((site) => [site, whole(entries[site][0]) - whole(entries[site][1])]));
}

/** A button with a stacked bar; pressed, it shows the explanation of the number. */
export class Why {
  constructor({ author, explain }) {
    Object.assign(this, { author, explain });
    this.bar = element("span", { class: "bar", "aria-hidden": "true" });
    this.sum = element("span", { class: "sum" });
    this.button = element("button", { type: "button", class: "quiet why", "aria-expanded": "false", hidden: true }, this.bar, this.sum);
    this.panel = element("div", { class: "reason", hidden: true });
    this.button.addEventListener("click", () => {
      this.panel.hidden = !this.panel.hidden;
      this.button.setAttribute("aria-expanded", String(!this.panel.hidden));
      if (!this.panel.hidden) this.explain();
    });
  }

  get open() {
    return !this.panel.hidden;
  }

  /** Show the parts of a number, from the likes less unlikes of each server. */
  show(net) {
    const parts = [...net].filter(([, n]) => n !== 0n);
    const total = parts.reduce((sum, [, n]) => sum + (n < 0n ? -n : n), 0n);
    const share = (n) => Number(((n < 0n ? -n : n) * 1000n) / total);
    this.button.hidden = parts.length === 0 && !this.open;
    const words = parts.map(([site, n]) => `${site} ${counted(n)}`);
    this.button.setAttribute("aria-label", `Why this number for the post of ${this.author}? ${words.join(" + ")}`);
    const segments = new Map([...this.bar.children].map((node) => [node.dataset.site, node]));
    const changed = parts.map(([site, n]) => {
      const node = segments.get(site) ?? element("i", { class: colourOf(site), "data-site": site });
      node.style.flexGrow = String(share(n));
      node.classList.toggle("taken", n < 0n);
      return node;
    });
    setChildren(this.bar, changed);
    const named = parts.slice(0, SHOWN).flatMap(([site, n], i) => [i ? " + " : "", element("span", { class: `entry ${colourOf(site)}` }, `${site} ${counted(n)}`)]);
    this.sum.replaceChildren(...named, parts.length > SHOWN ? " + …" : "");
  }

  /** Show what the server answered to "explain". */
  showExplanation({ contributions, concurrent, likes, updates }) {
    const slots = new Map();
    for (const { site, likes, unlikes } of contributions) {
      const [added, taken] = slots.get(site) ?? [0n, 0n];
      slots.set(site, [added + whole(likes), taken + whole(unlikes)]);
    }
    const rows = sorted(slots.keys()).map((site) => {
      const [added, taken] = slots.get(site);
      return element("li", {}, tagOf(site), ` counted ${counted(added)}${taken ? ` and took back ${counted(taken)}` : ""}`);
    });
    const pairs = concurrent.length;
    const apart = `${plural(pairs, "pair")} of its updates ${pairs === 1 ? "is" : "are"} concurrent: neither update knew of the other.`;
    const last = updates.at(-1);
    this.panel.replaceChildren(
      element("ul", {}, ...rows),
      element("p", {}, `One number for each server, added up: ${counted(likes)}.`),
      element("p", {}, pairs ? apart : "None of its updates are concurrent."),
      ...(last ? [element("p", { class: "clock-line" }, `The clock of its last update: ${written(bySite(last.clock))}`)] : []),
    );
  }
}
