// The form to write a post: one line, until it has the focus.

import { element, setText } from "./dom.js";
import { ALWAYS, recall, remember } from "./memory.js";

const AUTHOR = { what: "author", where: ALWAYS };
const ANONYMOUS = "anonymous";

let made = 0;

// If the form became lower while the mouse button is down, the page could move under the mouse, and the click would miss.
let pressed = false;
document.addEventListener("pointerdown", () => (pressed = true), true);
for (const up of ["pointerup", "pointercancel"]) document.addEventListener(up, () => (pressed = false), true);

function afterTheClick(work) {
  if (pressed) document.addEventListener("pointerup", () => setTimeout(work), { once: true });
  else setTimeout(work);
}

/** The form. `write` gets a text, and returns whether it was posted. */
export class Composer {
  constructor(write) {
    const id = `composer-${++made}`;
    this.text = element("textarea", { id: `${id}-text`, rows: 1, maxlength: 10000, required: true, placeholder: "Write a post" });
    this.signature = element("input", { id: `${id}-author`, autocomplete: "nickname", maxlength: 200, placeholder: ANONYMOUS });
    this.signature.value = recall(AUTHOR) ?? "";
    this.label = element("label", { for: `${id}-text`, class: "unseen" }, "Write a post");
    this.node = element(
      "form",
      { class: "card composer" },
      this.label,
      this.text,
      element("div", { class: "signed" }, element("label", { for: `${id}-author` }, "Your name"), this.signature, element("button", { class: "primary" }, "Post")),
    );
    this.signature.addEventListener("change", () => remember(AUTHOR, this.signature.value));
    this.node.addEventListener("focusin", () => this.node.classList.add("open"));
    this.node.addEventListener("focusout", () => afterTheClick(() => this.fold()));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.node.requestSubmit();
    });
    this.node.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = this.text.value;
      this.text.value = "";
      if (!(await write(text))) this.text.value = text;
    });
  }

  /** The name that the reader gave, or "anonymous". */
  get author() {
    return this.signature.value.trim() || ANONYMOUS;
  }

  /** Name the server that gets the post. */
  nameServer(name) {
    this.text.placeholder = `Write a post on ${name}`;
    setText(this.label, this.text.placeholder);
  }

  fold() {
    if (!this.text.value && !this.node.contains(document.activeElement)) this.node.classList.remove("open");
  }
}
