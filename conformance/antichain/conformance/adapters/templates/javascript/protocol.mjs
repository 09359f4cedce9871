// The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here.

/** Thrown where the library refuses by contract; the code is one of those that the protocol lists. */
export class Reject extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Return the amount of an increment or a decrement, also one that the library must refuse, such as -1 or 0.5. */
export const amount = ({ by = 1 }) => whole(by);

/** Return a number that arrives as a string beyond 2^53 - 1; for a library that takes BigInt, write BigInt(number). */
export const whole = (number) => Number(number);

/** Return the entries of a construct as a Map: the count of each replica, or on a pn-counter its two counts. */
export function entries(request) {
  const pairs = Object.entries(request.entries);
  return new Map(pairs.map(([name, count]) => [name, Array.isArray(count) ? count.map(whole) : whole(count)]));
}

/** Return an object without prototype, so that every name can be one of its own. */
export function record(pairs) {
  const empty = Object.create(null);
  for (const [name, value] of pairs) empty[name] = value;
  return empty;
}

/** Whole numbers beyond 2^53 - 1 travel as strings. */
function portable(_name, value) {
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

function answer(adapter, { op, ...request }) {
  if (op === "bye") return { ok: null };
  if (!Object.hasOwn(adapter, op) || request.delta) return { unsupported: true };
  try {
    return { ok: adapter[op](request) ?? null };
  } catch (failure) {
    return failure instanceof Reject ? { reject: failure.code } : { error: String(failure) };
  }
}

// Whatever a library prints goes to standard error.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

/** Answer requests on standard input until `bye` or its end. */
export async function serve(adapter) {
  let rest = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const request = JSON.parse(line);
      write(`${JSON.stringify({ id: request.id, ...answer(adapter, request) }, portable)}\n`);
      if (request.op === "bye") return;
    }
  }
}
