// One post: its text, and in one row its likes, its comments, and why the number is what it is.

import { byline } from "./byline.js";
import { Comments } from "./comments.js";
import { element, icon, setText } from "./dom.js";
import { ALWAYS, recallValue, remember } from "./memory.js";
import { Count, counted, plural } from "./numbers.js";
import { netOf, Why } from "./why.js";

const OWN = { what: "own-likes", where: ALWAYS };

// The likes that this browser gave to each post, on each server: only those can be undone.
function ownLikes(key, change = 0) {
  const own = recallValue(OWN, {});
  const likes = Math.max(0, (own[key] ?? 0) + change);
  if (change) {
    if (likes) own[key] = likes;
    else delete own[key];
    remember(OWN, JSON.stringify(own));
  }
  return likes;
}

/** Return what a post says while links are cut: "3 here; S2 last said 1". */
export function apart(likes, net, servers) {
  return `${counted(likes)} here; ${servers.map((server) => `${server} last said ${counted(net.get(server) ?? 0n)}`).join(", ")}`;
}

/** One post on the page: made once, then kept up to date in place, so that the focus and unfinished text stay. */
export class Post {
  constructor(feed, post) {
    Object.assign(this, { feed, author: post.author, likes: null, net: new Map(), cut: [] });
    this.path = `/api/posts/${encodeURIComponent(post.dot)}`;
    this.key = `${feed.connection.base} ${post.dot}`;
    const number = element("span", { class: "count" });
    this.count = new Count(number);
    this.like = element("button", { type: "button", class: "quiet like" }, icon("heart"), number);
    this.undo = element("button", { type: "button", class: "quiet undo", "aria-label": `Undo my like of the post of ${post.author}` }, "Undo");
    this.note = element("span", { class: "apart", hidden: true });
    this.comments = new Comments({
      author: post.author,
      read: () => feed.trying(() => this.readComments()),
      write: (text) => this.send("comments", "commented on", { author: feed.author(), text }),
    });
    this.why = new Why({ author: post.author, explain: () => feed.trying(() => this.explain()) });
    this.like.addEventListener("click", async () => (await this.send("likes", "liked")) && this.own(1));
    this.undo.addEventListener("click", async () => (await this.send("unlikes", "took back a like of")) && this.own(-1));
    this.node = element(
      "article",
      { class: "card post", "data-dot": post.dot, "aria-label": `Post of ${post.author}` },
      byline(post),
      element("p", { class: "text" }, post.text),
      element("div", { class: "actions" }, this.like, this.undo, this.comments.button, this.why.button, this.note),
      this.why.panel,
      this.comments.panel,
    );
    this.own(0);
  }

  own(change) {
    this.undo.hidden = ownLikes(this.key, change) === 0;
    this.like.classList.toggle("own", !this.undo.hidden);
  }

  /** Show the post as the server has it now, and read again what is open. */
  async show(post) {
    const changed = this.likes !== post.likes;
    this.likes = post.likes;
    this.like.setAttribute("aria-label", `Like the post of ${this.author}; it has ${plural(post.likes, "like")}`);
    this.comments.count(post.comments);
    this.count.show(post.likes);
    if (changed) {
      this.net = post.likes === 0 ? new Map() : netOf(await this.feed.connection.get(`${this.path}/entries`));
      this.why.show(this.net);
    }
    this.showCut(this.cut);
    if (this.comments.open) await this.readComments();
    if (this.why.open) await this.explain();
  }

  /** Show that the links to these servers are cut: the number is what is known here. */
  showCut(servers) {
    this.cut = servers;
    this.node.classList.toggle("cut-off", servers.length > 0);
    this.note.hidden = servers.length === 0 || this.likes === null;
    if (!this.note.hidden) setText(this.note, apart(this.likes, this.net, servers));
  }

  async readComments() {
    const [{ items, more }, why] = await Promise.all([
      this.feed.connection.list(`${this.path}/comments`, "comments", "after", this.comments.wanted),
      this.feed.connection.get(`${this.path}/explain`),
    ]);
    this.comments.show(items, more, why.concurrent);
  }

  async explain() {
    this.why.showExplanation(await this.feed.connection.get(`${this.path}/explain`));
  }

  /** Make an update about this post; return whether it counted. */
  send(what, done, body = {}) {
    return this.feed.trying(async () => {
      await this.feed.connection.update(`${this.path}/${what}`, body, this.feed.waiting);
      this.feed.notice(`${done} the post of ${this.author}`);
    });
  }
}
