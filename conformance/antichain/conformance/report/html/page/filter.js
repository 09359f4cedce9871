// Tables and lists with a search field, and a button for each state.

import { counted } from "./dom.js";

/**
 * Make the entries of a section searchable. An entry has `data-states`, a list of words; it is shown if it has one of the
 * states that are pressed (all are, if none is) and contains each word of the search.
 */
export function prepareFilter(section, noun) {
  const entries = [...section.querySelectorAll("[data-states]")];
  const bar = section.querySelector(".filter");
  if (!bar) return;
  const [search, buttons, said] = [bar.querySelector("input"), [...bar.querySelectorAll("button[data-state]")], bar.querySelector("output")];
  const texts = new Map(entries.map((entry) => [entry, (entry.querySelector("summary") ?? entry).textContent.toLowerCase()]));
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const states = buttons.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.dataset.state);
    let shown = 0;
    for (const entry of entries) {
      const has = entry.dataset.states.split(" ");
      const fits = (!states.length || states.some((state) => has.includes(state))) && words.every((word) => texts.get(entry).includes(word));
      entry.hidden = !fits;
      shown += fits;
    }
    said.textContent = shown === entries.length ? counted(shown, noun) : `${shown.toLocaleString("en")} of ${counted(entries.length, noun)}`;
  };
  search.addEventListener("input", apply);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  bar.hidden = false;
  apply();
}
