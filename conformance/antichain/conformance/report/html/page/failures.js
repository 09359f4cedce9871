// The list of failures: each view is made when its failure is opened for the first time.

import { FailureView } from "./failure.js";

/** Make the failures on the page open; open the first one, or the one that the address names. */
export function prepareFailures(root, results) {
  const boxes = [...root.querySelectorAll("details.failure")];
  const fill = (box) => {
    const place = box.querySelector(".view-place");
    if (!place || !box.open) return;
    const view = new FailureView(results.failures[Number(box.dataset.number)], results);
    place.replaceWith(view.node); // first, so that the diagram knows its width
    view.start();
  };
  for (const box of boxes) {
    box.addEventListener("toggle", () => fill(box));
    fill(box);
  }
  const named = () => {
    const box = location.hash.startsWith("#f-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!box || !root.contains(box)) return;
    box.hidden = false;
    box.open = true;
    fill(box);
    box.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", named);
  named();
}
