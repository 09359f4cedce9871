// What the page says in passing, and the question for a token.

import { askForTokens } from "./connection.js";
import { element, setText } from "./dom.js";

const SHOWN = 6000; // ms

/** Return a function that shows a sentence at the foot of the page: for a while, or until the next one. */
export function notices() {
  const node = element("p", { class: "notice", role: "status", "aria-live": "polite" });
  document.body.append(node);
  let fading = null;
  return (text, { stays = false } = {}) => {
    clearTimeout(fading);
    setText(node, text);
    if (!stays) fading = setTimeout(() => setText(node, ""), SHOWN);
  };
}

/** Ask for a token when a server wants one; if the last one was refused, say so. */
export function askInDialog() {
  const token = element("input", { id: "token", type: "password", autocomplete: "off", required: true, "aria-describedby": "token-refused" });
  const refusal = element("p", { id: "token-refused", class: "refused", role: "alert" });
  const form = element(
    "form",
    { method: "dialog" },
    element("label", { id: "token-label", for: "token" }, "This server wants a token"),
    token,
    refusal,
    element("button", { class: "primary" }, "Continue"),
  );
  const dialog = element("dialog", { "aria-labelledby": "token-label" }, form);
  document.body.append(dialog);
  askForTokens(
    (refused) =>
      new Promise((resolve) => {
        token.value = "";
        token.setAttribute("aria-invalid", String(refused));
        setText(refusal, refused ? "The server refused this token. Check it, and enter it again." : "");
        dialog.showModal();
        dialog.addEventListener("close", () => resolve(token.value), { once: true });
      }),
  );
}
