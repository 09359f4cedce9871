// The page of the demonstration: one picture, the story, and all servers side by side.

import { colourOf, join, meet } from "/page/clock.js";
import { Connection } from "/page/connection.js";
import { Cuts, linkOf } from "/page/cuts.js";
import { notices } from "/page/dialogs.js";
import { element, setText } from "/page/dom.js";
import { merged } from "/page/layout.js";
import { legend } from "/page/legend.js";
import { Spacetime } from "/page/spacetime.js";
import { isCut, nameOf } from "/page/status.js";
import { View } from "/page/view.js";
import { Story } from "./story.js";

const RECENT = 40;
const WORDS = ["no", "one", "two", "three", "four", "five", "six"];
const at = (id) => document.getElementById(id);

const notice = notices();
const cuts = new Cuts();
const spacetime = new Spacetime({ box: at("spacetime"), caption: at("caption") });
const connection = new Connection();
const story = new Story({
  nodes: { next: at("next"), play: at("play"), progress: at("progress"), step: at("step"), rounds: at("rounds"), readings: at("readings").tBodies[0], remarks: at("remarks") },
  connection,
  trying: async (work) => {
    try {
      await work();
      return true;
    } catch (error) {
      notice(error.message);
      return false;
    }
  },
});
let views = [];

function column(server) {
  const view = new View({ base: `/${encodeURIComponent(server)}`, recent: RECENT, notice, linked: () => {}, switched: (peer, cut) => switchLink(view, peer, cut), changed: show });
  const title = element("h2", { id: `title-${server}` }, server);
  const top = element("div", { class: `card top ${colourOf(server)}` }, element("div", { class: "title" }, title, view.badge), view.clock, view.peers.list);
  at("servers").append(element("section", { class: "server", "aria-labelledby": title.id, "data-server": server }, top, view.composer.node, ...view.posts.nodes));
  return view;
}

/** Cut or heal a link on both of its servers. */
function switchLink(view, url, cut) {
  const other = views.find(({ name }) => view.state.peers.some((peer) => peer.url === url && nameOf(peer) === name));
  const back = other?.state.peers.find((peer) => nameOf(peer) === view.name);
  return Promise.all([view.link(url, cut), back && other.link(back.url, cut)]);
}

/** Show the picture of all servers: each update that one of them has, and the cuts between them. */
function show() {
  if (!views.every(({ ready }) => ready)) return;
  at("page").hidden = false;
  const states = views.map(({ state }) => state);
  const cut = states.flatMap(({ name, peers }) => peers.filter(isCut).map((peer) => linkOf(name, nameOf(peer))));
  const heads = Object.fromEntries(states.map(({ name, origins }) => [name, origins]));
  cuts.observe(new Set(cut), join(...Object.values(heads)), ([one, other]) => meet(heads[one], heads[other]));
  spacetime.show(merged(views.map(({ updates }) => updates), RECENT), cuts.all, heads);
}

await story.read();
setText(at("number"), WORDS[story.story.servers.length] ?? String(story.story.servers.length));
at("picture-head").append(legend());
views = story.story.servers.map(column);

// One stream for all servers, since a browser keeps only a few connections to one address.
const viewOf = new Map(story.story.servers.map((server, i) => [server, views[i]]));
connection.listen(
  "/events",
  ({ server, state }) => (state ? viewOf.get(server).heard(state) : viewOf.get(server).lost(null)),
  (why) => views.forEach((view) => view.lost(why)),
);
