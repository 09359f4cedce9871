// The comments on a post, and the line to write another one.

import { byline } from "./byline.js";
import { element, icon, setChildren, setText } from "./dom.js";
import { plural } from "./numbers.js";

const COMMENTS = 50;

/** Return, for each comment, the authors of the other comments that are concurrent with it. */
export function concurrentWith(comments, pairs) {
  const authors = new Map(comments.map(({ dot, author }) => [dot, author]));
  const found = new Map(comments.map(({ dot }) => [dot, []]));
  for (const [x, y] of pairs) {
    if (!authors.has(x) || !authors.has(y)) continue;
    found.get(x).push(authors.get(y));
    found.get(y).push(authors.get(x));
  }
  return found;
}

/** A button with the number of comments; pressed, it shows them. */
export class Comments {
  constructor({ author, read, write }) {
    Object.assign(this, { author, read });
    this.wanted = COMMENTS;
    this.number = element("span", { class: "count" });
    this.button = element("button", { type: "button", class: "quiet talk", "aria-expanded": "false" }, icon("bubble"), this.number);
    this.items = element("ol", { class: "comments" });
    this.more = element("button", { type: "button", class: "wide", hidden: true }, "More comments");
    this.text = element("input", { "aria-label": `Comment on the post of ${author}`, maxlength: 10000, placeholder: "Write a comment", required: true });
    const form = element("form", { class: "reply" }, this.text, element("button", { class: "primary" }, "Comment"));
    this.panel = element("div", { class: "talk-panel", hidden: true }, this.items, this.more, form);
    this.button.addEventListener("click", () => {
      this.panel.hidden = !this.panel.hidden;
      this.button.setAttribute("aria-expanded", String(!this.panel.hidden));
      if (!this.panel.hidden) this.read();
    });
    this.more.addEventListener("click", () => {
      this.wanted += COMMENTS;
      this.read();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = this.text.value;
      this.text.value = "";
      if (!(await write(text))) this.text.value = text;
    });
  }

  get open() {
    return !this.panel.hidden;
  }

  /** Show how many comments there are. */
  count(number) {
    setText(this.number, number ? String(number) : "");
    this.button.setAttribute("aria-label", `${number ? plural(number, "comment") : "Comment"} on the post of ${this.author}`);
  }

  /** Show these comments; mark those of which another one is concurrent. */
  show(comments, more, pairs) {
    const known = new Map([...this.items.children].map((node) => [node.dataset.dot, node]));
    const concurrent = concurrentWith(comments, pairs);
    const nodes = comments.map((comment) => {
      const node = known.get(comment.dot) ?? element("li", { "data-dot": comment.dot }, byline(comment, element("span", { class: "concurrent", hidden: true })), element("p", { class: "text" }, comment.text));
      const others = [...new Set(concurrent.get(comment.dot))];
      const mark = node.querySelector(".concurrent");
      mark.hidden = others.length === 0;
      setText(mark, others.length ? `concurrent with the comment of ${others.slice(0, 3).join(", ")}${others.length > 3 ? " and others" : ""}` : "");
      mark.title = "Neither comment knew of the other. All servers show them in the same order.";
      return node;
    });
    setChildren(this.items, nodes);
    this.more.hidden = !more;
  }
}
