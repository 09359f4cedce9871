// The adapter of `loro-crdt` on npm: its version vector, and the counter of a document.
//
// Peers are 64-bit integers, and each counts its operations in 32 bits. The JavaScript face of the version vector
// compares and does not merge. The counter is a 64-bit float, as the library documents.

import { load, numbers, serve } from "../adapter.mjs";

const { version, library } = await load("loro-crdt");
const { LoroDoc, VersionVector } = library;
const words = new Map([
  [-1, "before"],
  [0, "equal"],
  [1, "after"],
  [undefined, "concurrent"],
]);
const peers = { ids: "integer", ids_max: "18446744073709551614", overflow: "unspecified" };
const encode = (message) => Buffer.from(message).toString("base64");
const decode = (text) => new Uint8Array(Buffer.from(text, "base64"));

await serve(
  {
    name: "loro-javascript",
    version,
    language: "typescript",
    homepage: "https://github.com/loro-dev/loro",
    kinds: {
      "version-vector": { ...peers, history: false, construct: true, max: "2147483647" },
      "pn-counter": {
        ...peers,
        wire: true,
        negative: "opposite",
        fractions: "accept",
        max: String(Number.MAX_SAFE_INTEGER),
      },
    },
  },
  {
    "version-vector": {
      create: () => new VersionVector(null),
      copy: (vector) => vector,
      compare: (x, y) => words.get(x.compare(y)),
      construct: (entries) => new VersionVector(new Map(Object.entries(numbers(entries)))),
    },
    "pn-counter": {
      create(replica) {
        const document = new LoroDoc();
        document.setPeerId(replica);
        return document;
      },
      copy: (document) => document.export({ mode: "snapshot" }),
      increment: (document, by) => document.getCounter("count").increment(Number(by)),
      decrement: (document, by) => document.getCounter("count").decrement(Number(by)),
      merge: (document, message) => void document.import(message),
      value: (document) => document.getCounter("count").value,
      encode,
      decode,
    },
  },
);
