// The adapter of `@dxos/timeframe` on npm: sequence numbers of feeds, whose names are public keys.
//
// A replica's name becomes a key by its hash. The first message of a feed has sequence number 0, so an entry of 1 is 0.

import { createHash } from "node:crypto";
import { load, record, serve } from "../adapter.mjs";

const { version, library } = await load("@dxos/timeframe");
const { PublicKey } = (await load("@dxos/keys")).library;
const { Timeframe } = library;
const names = new Map();

function key(replica) {
  const hex = createHash("sha256").update(replica).digest("hex");
  names.set(hex, replica);
  return PublicKey.from(hex);
}

function tick(frame, replica) {
  const feed = key(replica);
  frame.set(feed, (frame.get(feed) ?? -1) + 1);
}

function compare(x, y) {
  const left = Timeframe.dependencies(x, y).isEmpty();
  const right = Timeframe.dependencies(y, x).isEmpty();
  if (left) return right ? "equal" : "before";
  return right ? "after" : "concurrent";
}

await serve(
  {
    name: "dxos-timeframe",
    version,
    language: "typescript",
    homepage: "https://github.com/dxos/dxos",
    kinds: { "version-vector": { entries: true } },
  },
  {
    "version-vector": {
      create: () => new Timeframe(),
      copy: (frame) => new Timeframe(frame.frames()),
      tick,
      merge: (mine, theirs) => Timeframe.merge(mine, theirs),
      compare,
      entries: (frame) => record(frame.frames().map(([feed, seq]) => [names.get(feed.toHex()), seq + 1])),
    },
  },
);
