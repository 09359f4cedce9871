// The adapter of `@yorkie-js/sdk` on npm: its version vector, which has a maximum and no order.

import { load, record, serve } from "../adapter.mjs";

const { version, library } = await load("@yorkie-js/sdk");
const { VersionVector } = library.default;

function construct(entries) {
  const vector = new VersionVector();
  for (const [replica, count] of Object.entries(entries)) vector.set(replica, BigInt(count));
  return vector;
}

await serve(
  {
    name: "yorkie",
    version,
    language: "typescript",
    homepage: "https://github.com/yorkie-team/yorkie-js-sdk",
    kinds: { "version-vector": { compare: "none", entries: true, construct: true } },
  },
  {
    "version-vector": {
      create: () => new VersionVector(),
      copy: (vector) => vector.deepcopy(),
      tick: (vector, replica) => vector.set(replica, (vector.get(replica) ?? 0n) + 1n),
      merge: (mine, theirs) => mine.max(theirs),
      entries: (vector) => record([...vector]),
      construct,
    },
  },
);
