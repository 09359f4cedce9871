// The line above a post or a comment: the author, the server, and how long ago.

import { colourOf, parsed, siteOf } from "./clock.js";
import { element } from "./dom.js";
import { timeOf } from "./times.js";

/** Return a tag with the name of a server, in its colour. */
export function tagOf(site, attributes = {}) {
  return element("span", { class: `site ${colourOf(site)}`, ...attributes }, site);
}

/** Return the byline of a post or a comment. */
export function byline(update, ...more) {
  const site = siteOf(parsed(update.dot).origin);
  const tag = tagOf(site, { title: `written on ${site} as update ${update.dot}` });
  return element("p", { class: "byline" }, element("strong", {}, update.author), tag, timeOf(update.at), ...more);
}
