// Talking to the server that this page came from: questions, updates that count once, and its events.

import { recall, remember, TAB } from "./memory.js";

const TOKEN = { what: "token", where: TAB };
const PATIENCE = 40_000; // ms without a word or a beat from the server, after which it is asked anew
const TRIES = 5;
const PAGE = 100;

/** The server answered, and the answer is no. */
export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

/** The server did not answer. */
export class Away extends Error {}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A token is kept for this tab, and asked for by whoever was given to `tokens`.
let token = recall(TOKEN);
let ask = () => Promise.resolve(null);
let asked = null;

export function tokens(asking) {
  ask = asking;
}

async function another() {
  asked ??= ask().finally(() => (asked = null));
  token = await asked;
  remember(TOKEN, token);
}

async function request(path, options = {}) {
  for (;;) {
    const used = token;
    const headers = { ...options.headers, ...(used ? { Authorization: `Bearer ${used}` } : {}) };
    let answer;
    try {
      answer = await fetch(path, { ...options, headers, cache: "no-store" });
    } catch (error) {
      throw new Away(error.message);
    }
    if (answer.ok) return answer;
    const { error = {} } = await answer.json().catch(() => ({}));
    if (answer.status !== 401) throw new Refused(answer.status, error.code, error.message ?? `refused with ${answer.status}`);
    if (used === token) await another();
  }
}

/** Return `wanted` items of a list that the server tells page by page, or all there are, and if there are more. */
export async function list(path, what, cursor, wanted) {
  const items = [];
  let next = null;
  do {
    const from = next === null ? "" : `&${cursor}=${encodeURIComponent(next)}`;
    const page = await get(`${path}?limit=${Math.min(wanted - items.length, PAGE)}${from}`);
    items.push(...page[what]);
    next = page.next;
  } while (next !== null && items.length < wanted);
  return { items, more: next !== null };
}

/** Return what the server answers to a question. */
export async function get(path) {
  const answer = await request(path);
  return answer.json().catch((error) => {
    throw new Away(error.message);
  });
}

function key() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// `back` is settled while the server talks; whoever waits for it goes on when it does again.
let back = Promise.resolve();
let resume = null;

function gone() {
  if (!resume) back = new Promise((resolve) => (resume = resolve));
}

function here() {
  resume?.();
  resume = null;
}

/**
 * Make an update. Where no answer came nobody knows whether it counted, so it is sent again when the server is back,
 * with the same key: it counts once.
 */
export async function update(path, body, waiting = () => {}) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key() },
    body: JSON.stringify(body),
  };
  for (let tries = 1; ; tries++) {
    try {
      return await (await request(path, options)).json();
    } catch (error) {
      const busy = error instanceof Refused && (error.status === 429 || error.status === 503);
      if (!(error instanceof Away || busy) || tries === TRIES) throw error;
      waiting();
      await Promise.all([back, wait(200 * tries)]);
    }
  }
}

async function* chunks(body, signal) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const silence = setTimeout(() => signal.abort(), PATIENCE);
    try {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    } finally {
      clearTimeout(silence);
    }
  }
}

async function* messages(path, signal) {
  const answer = await request(path, { headers: { Accept: "text/event-stream" }, signal: signal.signal });
  let rest = "";
  for await (const chunk of chunks(answer.body, signal)) {
    const parts = (rest + chunk).replaceAll("\r\n", "\n").split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const data = part.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
      if (data.length) yield JSON.parse(data.join("\n"));
    }
  }
}

/**
 * Call `heard` with each event, for ever, and `lost`, with the error if there is one, whenever the server stops talking; it is asked again, soon at
 * first and then every few seconds. (EventSource can send no token, and gives up for good at the first 503.)
 */
export async function listen(path, heard, lost) {
  for (let pause = 250, why = null; ; pause = Math.min(pause * 2, 4000)) {
    try {
      for await (const message of messages(path, new AbortController())) {
        pause = 250;
        here();
        heard(message);
      }
      why = null;
    } catch (error) {
      why = error;
    }
    gone();
    lost(why);
    await wait(pause);
  }
}
