// The legend of the space-time picture.

import { element, icon } from "./dom.js";

/** Return the legend; screen readers skip it, since each mark has a name. */
export function legend() {
  const entry = (mark, text) => element("span", {}, mark, text);
  const hollow = icon("heart");
  hollow.classList.add("hollow");
  return element(
    "p",
    { class: "legend", "aria-hidden": "true" },
    entry(element("b", { class: "square" }), "post"),
    entry(icon("heart"), "like"),
    entry(hollow, "unlike"),
    entry(icon("bubble"), "comment"),
    entry(element("b", { class: "gap" }), "cut"),
    element("span", { class: "time" }, "time →"),
  );
}
