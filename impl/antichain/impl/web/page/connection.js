// The connection to one server: questions, updates that count once, and the events of the server.

import { recall, remember, TAB } from "./memory.js";

const TOKEN = { what: "token", where: TAB };
const SILENCE = 40_000; // ms without an event or a beat, after which the connection is made anew
const TRIES = 5;
const PAGE = 100;

/** The server answered, and it refused. */
export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

/** The server did not answer. */
export class Away extends Error {}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// One token serves all connections of the page; the browser keeps it for this tab.
let token = recall(TOKEN);
let ask = () => Promise.resolve(null);
let asked = null;

/** Call `asking` when a server wants a token; its argument is whether the last token was refused. */
export function askForTokens(asking) {
  ask = asking;
}

async function askAgain() {
  asked ??= ask(Boolean(token)).finally(() => (asked = null));
  token = await asked;
  remember(TOKEN, token);
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function* chunks(body, abort) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const silence = setTimeout(() => abort.abort(), SILENCE);
    try {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    } finally {
      clearTimeout(silence);
    }
  }
}

/** The connection to the server whose paths begin with `base`. */
export class Connection {
  constructor(base = "") {
    this.base = base;
    // Settled while the server answers; an update that failed waits for it.
    this.back = Promise.resolve();
    this.resume = null;
  }

  /** The server is there: send the updates that wait for it. */
  found() {
    this.resume?.();
    this.resume = null;
  }

  /** The server is away: updates that fail wait until it is found. */
  lost() {
    if (!this.resume) this.back = new Promise((resolve) => (this.resume = resolve));
  }

  async request(path, options = {}) {
    for (;;) {
      const used = token;
      const headers = { ...options.headers, ...(used ? { Authorization: `Bearer ${used}` } : {}) };
      let answer;
      try {
        answer = await fetch(this.base + path, { ...options, headers, cache: "no-store" });
      } catch (error) {
        throw new Away(error.message);
      }
      if (answer.ok) return answer;
      const { error = {} } = await answer.json().catch(() => ({}));
      if (answer.status === 502) throw new Away(error.message); // the demonstration could not reach the server
      if (answer.status !== 401) throw new Refused(answer.status, error.code, error.message ?? `refused with status ${answer.status}`);
      if (used === token) await askAgain();
    }
  }

  /** Return the answer to a question. */
  async get(path) {
    const answer = await this.request(path);
    return answer.json().catch((error) => {
      throw new Away(error.message);
    });
  }

  /** Return up to `wanted` items of a list that the server answers page by page, and whether there are more. */
  async list(path, what, cursor, wanted) {
    const items = [];
    let next = null;
    do {
      const from = next === null ? "" : `&${cursor}=${encodeURIComponent(next)}`;
      const page = await this.get(`${path}?limit=${Math.min(wanted - items.length, PAGE)}${from}`);
      items.push(...page[what]);
      next = page.next;
    } while (next !== null && items.length < wanted);
    return { items, more: next !== null };
  }

  /**
   * Make an update. Without an answer the page does not know whether it counted, so it sends the update again when the
   * server is back, with the same key: the update counts once.
   */
  async update(path, body, waiting = () => {}) {
    const options = {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() },
      body: JSON.stringify(body),
    };
    for (let tries = 1; ; tries++) {
      try {
        return await (await this.request(path, options)).json();
      } catch (error) {
        const busy = error instanceof Refused && (error.status === 429 || error.status === 503);
        if (!(error instanceof Away || busy) || tries === TRIES) throw error;
        waiting();
        await Promise.all([this.back, wait(200 * tries)]);
      }
    }
  }

  async *events(path, abort) {
    const answer = await this.request(path, { headers: { Accept: "text/event-stream" }, signal: abort.signal });
    let rest = "";
    for await (const chunk of chunks(answer.body, abort)) {
      const parts = (rest + chunk).replaceAll("\r\n", "\n").split("\n\n");
      rest = parts.pop();
      for (const part of parts) {
        const data = part.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
        if (data.length) yield JSON.parse(data.join("\n"));
      }
    }
  }

  /**
   * Call `heard` with each event, without end. Call `lost`, with the error if there is one, when the server stops; then
   * connect again, soon at first and later every few seconds. (EventSource cannot send a token, and stops at a 503.)
   */
  async listen(path, heard, lost) {
    for (let pause = 250, why = null; ; pause = Math.min(pause * 2, 4000)) {
      try {
        for await (const event of this.events(path, new AbortController())) {
          pause = 250;
          heard(event);
        }
        why = null;
      } catch (error) {
        why = error;
      }
      lost(why);
      await wait(pause);
    }
  }
}
