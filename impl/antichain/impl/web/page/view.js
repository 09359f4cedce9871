// One server on the page: what it knows, its peers, the line to write a post, and the posts.

import { Composer } from "./composer.js";
import { Connection, Away, Refused } from "./connection.js";
import { element, setText } from "./dom.js";
import { Posts } from "./posts.js";
import { outOfReach, Peers, showClock } from "./status.js";

/**
 * The view of the server whose paths begin with `base`. It calls `notice` with what happened; `linked` with what happened
 * to a link, which is a notice unless the page shows it otherwise; and `changed` after each event of the server and each
 * reading of its posts, once it is `ready`. `switched` cuts or heals a link on both servers, if the page can.
 */
export class View {
  constructor({ base = "", recent, notice, linked = notice, switched = null, changed }) {
    this.connection = new Connection(base);
    Object.assign(this, { limit: recent, report: notice, changed, name: "the server", state: null, updates: [], seen: null, ready: false, reading: false, stale: false });
    this.badge = element("p", { class: "badge", "data-state": "away" }, "connecting");
    this.clock = element("ul", { class: "clock", "aria-label": "Updates that this server has" });
    this.peers = new Peers({ switched: (peer, cut) => (switched ?? this.link.bind(this))(peer, cut), bothSides: Boolean(switched), changed: linked });
    this.composer = new Composer((text) => this.write(text));
    this.posts = new Posts(this, () => this.refresh());
    this.waiting = () => this.notice(`${this.name} does not answer; the page will send this once, when it is back`, { stays: true });
  }

  /** Begin to follow the events of the server. */
  follow() {
    this.connection.listen("/api/events", (state) => this.heard(state), (why) => this.lost(why));
  }

  notice(text, options) {
    this.report(text, options);
  }

  /** Do something with the server; show an error, and return whether there was none. */
  async trying(work) {
    try {
      await work();
      return true;
    } catch (error) {
      this.notice(error instanceof Away ? `${this.name} does not answer` : error.message);
      return false;
    }
  }

  author() {
    return this.composer.author;
  }

  /** Cut or heal the link to a peer, on this server. */
  link(peer, cut) {
    return this.trying(() => this.connection.update("/api/links", { peer, cut }));
  }

  write(text) {
    return this.trying(async () => {
      await this.connection.update("/api/posts", { author: this.author(), text }, this.waiting);
      this.notice(`posted on ${this.name}`);
    });
  }

  /** Read again what the page shows: one reading at a time, and one more if an event came meanwhile. */
  async refresh() {
    this.stale = true;
    if (this.reading) return;
    this.reading = true;
    while (this.stale) {
      this.stale = false;
      await this.trying(async () => {
        const recent = this.connection.get(`/api/recent?limit=${this.limit}`);
        await this.posts.refresh();
        this.updates = (await recent).updates;
        this.ready = true;
        this.changed(this);
      });
    }
    this.reading = false;
  }

  /** Show the state of the server, as its last event has it. */
  heard(state) {
    this.connection.found();
    const back = this.badge.dataset.state === "away";
    if (back) this.notice("");
    this.state = state;
    this.name = state.name;
    this.connected("live", "live");
    this.composer.nameServer(state.name);
    showClock(this.clock, state.clock, state.name);
    this.peers.show(state.peers, state.demo);
    this.posts.showCut(outOfReach(state.peers));
    this.changed(this);
    const clock = JSON.stringify(state.origins);
    if (clock !== this.seen) this.refresh();
    this.seen = clock;
  }

  /** Show that the server does not answer, or why it refuses to. */
  lost(why) {
    this.connection.lost();
    this.seen = null;
    this.connected("away", why instanceof Refused ? why.message : "no answer, trying again");
  }

  connected(state, text) {
    this.badge.dataset.state = state;
    setText(this.badge, text);
    this.clock.dataset.connection = this.peers.list.dataset.connection = state;
  }
}
