// Buttons that copy a text.

import { element } from "./dom.js";

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No permission, or a browser that gives none to a page from a file: copy a selection.
    const field = element("textarea", { class: "unseen", readonly: true }, text);
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

/** Return a line of code with a button that copies it; `name` says what it is. */
export function copyable(text, name) {
  const said = element("span", { class: "unseen", role: "status" });
  const button = element("button", { type: "button", class: "copy", "aria-label": `Copy ${name}` }, "Copy");
  button.addEventListener("click", async () => {
    await copy(text);
    button.textContent = "Copied";
    said.textContent = `Copied ${name}.`;
    button.addEventListener("blur", () => { button.textContent = "Copy"; }, { once: true });
  });
  return element("div", { class: "command" }, element("code", { tabindex: 0 }, text), button, said);
}

/** Give each command that the page holds already its button. */
export function equip(root) {
  for (const node of root.querySelectorAll("[data-copy]")) node.replaceWith(copyable(node.textContent, node.dataset.copy));
}
