// The page of one server: the space-time picture, what the server knows, and the feed.

import { Cuts, linkOf } from "./cuts.js";
import { askInDialog, notices } from "./dialogs.js";
import { setText } from "./dom.js";
import { legend } from "./legend.js";
import { Spacetime } from "./spacetime.js";
import { isCut, nameOf } from "./status.js";
import { View } from "./view.js";

const RECENT = 40;
const at = (id) => document.getElementById(id);

const cuts = new Cuts();
const spacetime = new Spacetime({ box: at("spacetime"), caption: at("caption") });
const view = new View({ recent: RECENT, notice: notices(), changed: show });

const hasAll = ({ behind, ahead, seen }) => seen !== null && !behind && !ahead;

// The server knows the clock of a peer only if neither has an update that the other lacks.
function headsOf({ name, origins, peers }) {
  const equal = (peer) => peer.state === "in touch" && hasAll(peer);
  return Object.fromEntries([[name, origins], ...peers.map((peer) => [nameOf(peer), equal(peer) ? origins : null])]);
}

function show({ ready, state, updates }) {
  if (!ready) return;
  document.title = `${state.name} · feed`;
  setText(at("name"), state.name);
  // A cut is over, in the picture, when the server has what the peer did meanwhile.
  const before = new Set(cuts.all.filter(({ to }) => to === null).map(({ servers }) => linkOf(...servers)));
  const cut = (peer) => isCut(peer) || (before.has(linkOf(state.name, nameOf(peer))) && (peer.state !== "in touch" || peer.behind));
  const shared = (servers) => (state.peers.some((peer) => servers.includes(nameOf(peer)) && hasAll(peer)) ? state.origins : null);
  cuts.observe(new Set(state.peers.filter(cut).map((peer) => linkOf(state.name, nameOf(peer)))), state.origins, shared);
  at("page").hidden = false;
  spacetime.show(updates, cuts.all, headsOf(state));
}

at("masthead").append(view.badge);
at("picture-head").append(legend());
at("knows").append(view.clock);
at("links").append(view.peers.list);
at("feed").append(view.composer.node, ...view.posts.nodes);
askInDialog();
view.follow();
