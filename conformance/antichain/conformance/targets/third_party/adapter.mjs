// A JavaScript library on standard input and output: it keeps the replicas and messages, the library does the rest.
//
// A library is one object of functions for each kind; what is missing is answered "unsupported":
//
//   create(replica)             makes a state
//   copy(state)                 makes a message of it, which nothing done to the state afterwards may change
//   tick(state, replica), increment(state, by), decrement(state, by), merge(mine, theirs)
//                               change a state in place, or return the new one
//   value(state), entries(state), compare(x, y), sort(states), construct(entries)
//   delta(state)                makes a message of what is new since it was last called
//   encode(state), decode(text) the library's own form of bytes
//   keepsArguments              true where the library documents that it keeps or changes its arguments
//
// A message that equals the state of its sender is merged as that state itself, as in `a.merge(b)` or `a.merge(a)`, and
// not as a copy of it. Under the claim `reuse`, the entries that constructed a state are emptied later.
//
// It is for kinds on which sending is no event. Whole numbers beyond 2^53 - 1 arrive as strings of digits, as the
// protocol sends them; an answer may be a number or a BigInt.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Thrown by a function of a library that refuses by contract; `code` is one of the protocol's. */
export class Rejected extends Error {
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}

class NotOffered extends Error {}

/**
 * Load the package, or a file of it, that is installed in the folder that the command line names, or the current one.
 *
 * A file is `name/path`; it need not be exported, so that the internals of a package can be tested.
 */
export async function load(name, file = name) {
  const require = createRequire(join(resolve(process.argv[2] ?? "."), "/"));
  // Read, since many packages do not export their package.json.
  const description = require.resolve.paths(name).map((folder) => join(folder, name, "package.json")).find(existsSync);
  if (!description) throw new Error(`Cannot find module '${name}/package.json'`);
  const about = JSON.parse(readFileSync(description, "utf8"));
  const folder = dirname(description);
  const path = file === name ? main(require, folder, name, about) : require.resolve(join(folder, file.slice(name.length + 1)));
  return { version: about.version, library: await import(pathToFileURL(path)) };
}

/** Return the file that `import` of a package gives: `require` does not find it where it is for `import` alone. */
function main(require, folder, name, { exports = {} }) {
  try {
    return require.resolve(name);
  } catch (failure) {
    let entry = exports["."] ?? exports;
    while (entry && typeof entry === "object") entry = entry.node ?? entry.import ?? entry.default;
    if (typeof entry !== "string") throw failure;
    return join(folder, entry);
  }
}

/** Return constructed entries as JSON.parse would have made them: a plain object of numbers, names as they are. */
export function numbers(entries) {
  return Object.fromEntries(Object.entries(entries).map(([replica, count]) => [replica, Number(count)]));
}

/** Change a counter that knows steps of one alone: once for each unit of the amount. */
export function repeat(by, step) {
  if (!Number.isInteger(by) || by < 0) {
    throw new Rejected(by < 0 ? "negative" : "not-an-integer", "the library has no such amount");
  }
  for (let left = by; left > 0; left -= 1) step();
}

/** Return a record that inherits nothing, so that every name can be one of its own, `__proto__` too. */
export function record(pairs) {
  const empty = Object.create(null);
  for (const [name, value] of pairs) empty[name] = value;
  return empty;
}

function target(hello, libraries) {
  let library = {};
  let replicas = new Map();
  let messages = new Map();
  let changes = new Map(); // the number of changes of each replica
  let senders = new Map(); // for each message: its sender, and the number of its sender's changes before it was sent
  let given = []; // the entries that constructed states

  function offered(name) {
    if (!library[name]) throw new NotOffered();
    return library[name];
  }

  function found(things, name) {
    if (!things.has(name)) throw new Error(`nothing is named ${JSON.stringify(name)}`);
    return things.get(name);
  }

  function change(name, replica, ...details) {
    changes.set(replica, (changes.get(replica) ?? 0) + 1);
    const changed = offered(name)(found(replicas, replica), ...details);
    if (changed !== undefined) replicas.set(replica, changed);
  }

  /** Return what a message holds: the state of its sender itself, if that is as it was when the message was sent. */
  function argument(message) {
    const held = found(messages, message);
    if (library.keepsArguments) return library.copy(held);
    const sent = senders.get(message);
    if (!sent || (changes.get(sent.replica) ?? 0) !== sent.changes) return held;
    const state = found(replicas, sent.replica);
    return isDeepStrictEqual(state, held) ? state : held;
  }

  function stamp({ replica, message, delta = false }) {
    if (delta) changes.set(replica, (changes.get(replica) ?? 0) + 1);
    else senders.set(message, { replica, changes: changes.get(replica) ?? 0 });
    const made = delta ? offered("delta") : library.copy;
    messages.set(message, made(found(replicas, replica)));
    return library.encode && { bytes: library.encode(messages.get(message)) };
  }

  return {
    hello: () => ({ protocol: 1, ...hello }),
    bye: () => null,
    open({ kind, replicas: names }) {
      // Emptied first: if a state cannot be made, nothing of an earlier history may be left.
      replicas = new Map();
      messages = new Map();
      changes = new Map();
      senders = new Map();
      given = [];
      if (!Object.hasOwn(libraries, kind)) throw new NotOffered();
      library = libraries[kind];
      for (const name of names) replicas.set(name, library.create(name));
    },
    event: ({ replica }) => change("tick", replica, replica),
    increment: ({ replica, by = 1 }) => change("increment", replica, by),
    decrement: ({ replica, by = 1 }) => change("decrement", replica, by),
    value: ({ replica }) => whole(offered("value")(found(replicas, replica))),
    send: stamp,
    stamp,
    receive: ({ replica, message }) => change("merge", replica, argument(message)),
    compare: ({ left, right }) => offered("compare")(found(messages, left), found(messages, right)),
    sort({ messages: names }) {
      const left = names.map((name) => ({ name, state: found(messages, name) }));
      return offered("sort")(left.map(({ state }) => state)).map((state) => taken(left, state));
    },
    entries({ replica }) {
      const held = Object.entries(offered("entries")(found(replicas, replica)));
      return record(held.map(([name, count]) => [name, Array.isArray(count) ? count.map(whole) : whole(count)]));
    },
    construct({ message, entries }) {
      messages.set(message, offered("construct")(entries));
      given.push(entries);
    },
    reuse() {
      if (library.keepsArguments) throw new NotOffered();
      for (const entries of given) for (const name of Object.keys(entries)) delete entries[name];
    },
    recode({ message, as }) {
      messages.set(as, offered("decode")(offered("encode")(found(messages, message))));
    },
    load({ message, bytes }) {
      messages.set(message, offered("decode")(bytes));
    },
  };
}

/** Take the first name whose state is this one: by identity, or where a library answers other objects, by equality. */
function taken(left, state) {
  let place = left.findIndex((given) => Object.is(given.state, state));
  if (place < 0) place = left.findIndex((given) => isDeepStrictEqual(given.state, state));
  if (place < 0) throw new Error("the library's order has a state that was not given");
  return left.splice(place, 1)[0].name;
}

/** Return a whole number as it travels; whatever else a library counts to is an error and no answer. */
function whole(number) {
  if (Number.isSafeInteger(number)) return number;
  if (Number.isInteger(number) || typeof number === "bigint") return BigInt(number).toString();
  throw new Error(`the library says ${String(number)} (a ${typeof number}), which is no whole number`);
}

/** Answer requests again and again, for a measurement: how long that took, and how many of the answers are `ok`. */
function measure(verbs, { requests, times }) {
  let done = 0;
  const begun = process.hrtime.bigint();
  for (let left = times; left > 0; left -= 1) {
    for (const request of requests) done += "ok" in answer(verbs, request) ? 1 : 0;
  }
  return { nanoseconds: Number(process.hrtime.bigint() - begun), done };
}

function answer(verbs, request) {
  const { id, op } = request;
  if (op === "repeat") return { id, ok: measure(verbs, request) }; // no verb of the protocol
  if (!Object.hasOwn(verbs, op)) return { id, unsupported: true };
  try {
    return { id, ok: verbs[op](request) ?? null };
  } catch (failure) {
    if (failure instanceof NotOffered) return { id, unsupported: true };
    if (failure instanceof Rejected) return { id, reject: failure.code, text: failure.message };
    return { id, error: String(failure) };
  }
}

// Milliseconds after which the answers so far are written.
const PATIENCE = 50;

// Standard output carries answers and nothing else: what a library prints goes to standard error.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

/** Answer requests on standard input until `bye` or its end; `libraries` has one library for each kind of `hello`. */
export async function serve(hello, libraries) {
  const verbs = target(hello, libraries);
  let rest = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    let answers = "";
    let last = false;
    let written = performance.now();
    for (const line of lines) {
      const request = JSON.parse(line);
      answers += `${JSON.stringify(answer(verbs, request))}\n`;
      last = request.op === "bye";
      if (last) break;
      // The time of each answer counts from the one before it, so they must not wait for slow ones behind them.
      if (performance.now() - written > PATIENCE) {
        write(answers);
        answers = "";
        written = performance.now();
      }
    }
    write(answers);
    if (last) return;
  }
}
