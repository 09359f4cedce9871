// The feed: posts with their likes, comments, and why they read as they do.

import { bySite, colourOf, parsed, siteOf, sorted, written } from "./clock.js";
import { arrange, element, say } from "./dom.js";
import { get, list, update } from "./talk.js";

const PAGE = 20;
const COMMENTS = 50;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

const LONG = 15; // digits that are written out

/** Return the whole number that the server wrote; those too large for JSON come as text, the largest in hexadecimal. */
function whole(number) {
  const text = String(number);
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

/** Return a count as it is read. */
function counted(number) {
  const digits = whole(number).toString();
  return digits.length <= LONG ? whole(number).toLocaleString() : `${digits.slice(0, 4)}… (${digits.length} digits)`;
}

function plural(n, one) {
  return `${counted(n)} ${n === 1 ? one : `${one}s`}`;
}

function byline(said) {
  const site = siteOf(parsed(said.dot).origin);
  return element(
    "p",
    { class: "byline" },
    element("strong", {}, said.author),
    element("span", { class: `site ${colourOf(site)}`, title: `written on ${site}, update ${said.dot}` }, site),
    element("time", { datetime: new Date(said.at).toISOString() }, day.format(said.at)),
  );
}

/** One post on the page: made once, then kept up to date in place, so that focus and half-written text stay. */
class Post {
  constructor(feed, post) {
    this.feed = feed;
    this.path = `/api/posts/${encodeURIComponent(post.dot)}`;
    this.count = element("span", { class: "count" });
    this.like = element("button", { type: "button", class: "like" }, element("span", { "aria-hidden": "true" }, "♥"), this.count);
    this.unlike = element("button", { type: "button", class: "unlike", "aria-label": `Take back a like of the post of ${post.author}` }, "Unlike");
    this.like.addEventListener("click", () => this.send("likes", "liked"));
    this.unlike.addEventListener("click", () => this.send("unlikes", "unliked"));
    this.node = element(
      "article",
      { class: "card post", "data-dot": post.dot },
      byline(post),
      element("p", { class: "text" }, post.text),
      element("div", { class: "actions" }, this.like, this.unlike),
      this.talk(post),
      this.why(),
    );
    this.author = post.author;
    this.show(post);
  }

  talk(post) {
    this.summary = element("summary");
    this.comments = element("ol", { class: "comments" });
    const text = element("input", { "aria-label": `Comment on the post of ${post.author}`, maxlength: 10000, placeholder: "Say something to it", required: true });
    const form = element("form", { class: "reply" }, text, element("button", {}, "Comment"));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = text.value;
      text.value = "";
      if (!(await this.send("comments", "commented on", { author: this.feed.author(), text: said }))) text.value = said;
    });
    this.wanted = COMMENTS;
    this.more = element("button", { type: "button", class: "wide", hidden: true }, "More comments");
    this.more.addEventListener("click", () => {
      this.wanted += COMMENTS;
      this.feed.trying(() => this.read());
    });
    this.open = element("details", { class: "talk" }, this.summary, this.comments, this.more, form);
    this.open.addEventListener("toggle", () => this.open.open && this.feed.trying(() => this.read()));
    return this.open;
  }

  why() {
    this.reason = element("div", { class: "reason" });
    this.because = element("details", { class: "why" }, element("summary", {}, "Why this number?"), this.reason);
    this.because.addEventListener("toggle", () => this.because.open && this.feed.trying(() => this.explain()));
    return this.because;
  }

  /** Let it read as the server says. */
  show(post) {
    say(this.count, counted(post.likes));
    this.like.setAttribute("aria-label", `Like the post of ${post.author}; it has ${plural(post.likes, "like")}`);
    say(this.summary, post.comments ? plural(post.comments, "comment") : "Comment");
  }

  /** Read again what is open. */
  async refresh() {
    if (this.open.open) await this.read();
    if (this.because.open) await this.explain();
  }

  async read() {
    const { items, more } = await list(`${this.path}/comments`, "comments", "after", this.wanted);
    const known = new Map([...this.comments.children].map((node) => [node.dataset.dot, node]));
    arrange(
      this.comments,
      items.map((said) => known.get(said.dot) ?? element("li", { "data-dot": said.dot }, byline(said), element("p", { class: "text" }, said.text))),
    );
    this.more.hidden = !more;
  }

  async explain() {
    const told = await get(`${this.path}/explain`);
    const slots = new Map();
    for (const { site, likes, unlikes } of told.contributions) {
      const [added, taken] = slots.get(site) ?? [0n, 0n];
      slots.set(site, [added + whole(likes), taken + whole(unlikes)]);
    }
    const rows = sorted(slots.keys()).map((site) => {
      const [added, taken] = slots.get(site);
      return element(
        "li",
        {},
        element("span", { class: `site ${colourOf(site)}` }, site),
        ` counted ${counted(added)}${taken ? ` and took back ${counted(taken)}` : ""}`,
      );
    });
    const pairs = told.concurrent.length;
    this.reason.replaceChildren(
      element("ul", {}, ...rows),
      element("p", {}, `One number per server, added up: ${counted(told.likes)}. `, pairs
        ? `${plural(pairs, "pair")} of its updates ${pairs === 1 ? "was" : "were"} made without knowing of each other.`
        : "Each of its updates was made knowing of those before it."),
      ...(told.updates.length ? [element("p", { class: "clock-line" }, `The last one knew ${written(bySite(told.updates.at(-1).clock))}`)] : []),
    );
  }

  /** Make an update about this post; return whether it counted. */
  send(what, done, body = {}) {
    return this.feed.trying(async () => {
      await update(`${this.path}/${what}`, body, this.feed.waiting);
      this.feed.notice(`${done} the post of ${this.author}`);
    });
  }
}

/** All posts that the page shows. */
export class Posts {
  constructor({ list, empty, older, author, again, trying, waiting, notice }) {
    Object.assign(this, { list, empty, older, author, trying, waiting, notice });
    this.posts = new Map();
    this.wanted = PAGE;
    older.addEventListener("click", () => {
      this.wanted += PAGE;
      again();
    });
  }

  /** Read the posts again, as many as are shown. */
  async refresh() {
    const { items, more } = await list("/api/posts", "posts", "before", this.wanted);
    const before = this.posts;
    this.posts = new Map(items.map((post) => [post.dot, before.get(post.dot) ?? new Post(this, post)]));
    for (const post of items) this.posts.get(post.dot).show(post);
    arrange(this.list, [...this.posts.values()].map((post) => post.node));
    this.empty.hidden = items.length > 0;
    this.older.hidden = !more;
    await Promise.all([...this.posts.values()].map((post) => post.refresh()));
  }
}
