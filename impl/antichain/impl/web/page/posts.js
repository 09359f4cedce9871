// The posts of one server, the newest first.

import { element, setChildren } from "./dom.js";
import { Post } from "./post.js";

const PAGE = 20;

/** The list of posts. `feed` has the connection, and says what happened; `again` reads all again. */
export class Posts {
  constructor(feed, again) {
    Object.assign(this, { feed, posts: new Map(), wanted: PAGE, cut: [] });
    this.list = element("div", { class: "posts" });
    this.empty = element("p", { class: "plain", hidden: true }, "No posts yet. Write one, on any server.");
    this.older = element("button", { type: "button", class: "wide", hidden: true }, "Older posts");
    this.nodes = [this.list, this.empty, this.older];
    this.older.addEventListener("click", () => {
      this.wanted += PAGE;
      again();
    });
  }

  /** Read the posts again: the newest, and as many older ones as the reader asked for. */
  async refresh() {
    const { items, more } = await this.feed.connection.list("/api/posts", "posts", "before", this.wanted);
    const before = this.posts;
    this.posts = new Map(items.map((post) => [post.dot, before.get(post.dot) ?? new Post(this.feed, post)]));
    setChildren(this.list, [...this.posts.values()].map((post) => post.node));
    this.empty.hidden = items.length > 0;
    this.older.hidden = !more;
    this.showCut(this.cut);
    const shown = await Promise.allSettled(items.map((post) => this.posts.get(post.dot).show(post)));
    // A post that cannot be shown does not stop the others.
    const failed = shown.find(({ status }) => status === "rejected");
    if (failed) throw failed.reason;
  }

  /** Show that the links to these servers are cut. */
  showCut(servers) {
    this.cut = servers;
    for (const post of this.posts.values()) post.showCut(servers);
  }
}
