// The page of one server: what it shows follows the server's events, and only them.

import { Posts } from "./posts.js";
import { Spacetime } from "./spacetime.js";
import { Peers, showClock } from "./status.js";
import { say } from "./dom.js";
import { ALWAYS, recall, remember } from "./memory.js";
import { Away, get, listen, Refused, tokens, update } from "./talk.js";

const RECENT = 16;
const AUTHOR = { what: "author", where: ALWAYS };
const at = (id) => document.getElementById(id);

let fading = null;

/** Tell the reader what happened: for a while, or until something else does. */
function notice(text, { stays = false } = {}) {
  clearTimeout(fading);
  say(at("notice"), text);
  if (!stays) fading = setTimeout(() => say(at("notice"), ""), 6000);
}

function connected(state, text) {
  document.body.dataset.connection = at("connection").dataset.state = state;
  say(at("connection"), text);
}

let name = "the server";

function waiting() {
  notice(`${name} does not answer; this will be sent, once, when it is back`, { stays: true });
}

/** Do something with the server; say what went wrong, and return whether nothing did. */
async function trying(work) {
  try {
    await work();
    return true;
  } catch (error) {
    notice(error instanceof Away ? `${name} does not answer` : error.message);
    return false;
  }
}

const author = () => at("author").value.trim() || "somebody";
const posts = new Posts({ list: at("posts"), empty: at("empty"), older: at("older"), author, again: refresh, trying, waiting, notice });
const spacetime = new Spacetime({ box: at("spacetime"), caption: at("caption") });
const peers = new Peers({
  list: at("peers"),
  switched: (peer, cut) => trying(() => update("/api/links", { peer, cut })),
  changed: notice,
});

// Events may come faster than the feed can be read: one reading at a time, and one more if something came meanwhile.
let reading = false;
let stale = false;

async function refresh() {
  stale = true;
  if (reading) return;
  reading = true;
  while (stale) {
    stale = false;
    await trying(async () => {
      const recent = get(`/api/recent?limit=${RECENT}`);
      await posts.refresh();
      at("page").hidden = false;
      spacetime.show((await recent).updates);
    });
  }
  reading = false;
}

let seen = null;

function heard(state) {
  if (at("connection").dataset.state === "away") say(at("notice"), "");
  name = state.name;
  document.title = `${name} · feed`;
  say(at("name"), name);
  connected("live", "live");
  showClock(at("clock"), state.clock, name);
  peers.show(state.peers, state.demo);
  const clock = JSON.stringify(state.origins);
  if (clock !== seen) refresh();
  seen = clock;
}

function lost(why) {
  seen = null;
  connected("away", why instanceof Refused ? why.message : "away, trying again");
}

at("author").value = recall(AUTHOR) ?? "";
at("author").addEventListener("change", () => remember(AUTHOR, at("author").value));
at("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = at("text").value;
  at("text").value = "";
  const posted = await trying(() => update("/api/posts", { author: author(), text }, waiting));
  if (!posted) at("text").value = text;
  else notice("posted");
});
at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) at("composer").requestSubmit();
});

tokens(
  () =>
    new Promise((resolve) => {
      at("token").value = "";
      at("ask").showModal();
      at("ask").addEventListener("close", () => resolve(at("token").value), { once: true });
    }),
);
listen("/api/events", heard, lost);
