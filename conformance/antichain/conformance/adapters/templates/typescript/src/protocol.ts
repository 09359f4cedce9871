// The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here.

/** A request; a verb has only those of the fields that the protocol lists for it. */
export interface Request {
  id: number;
  op: string;
  kind: string;
  replicas: string[];
  replica: string;
  message: string;
  messages: string[];
  by?: number | string;
  delta?: boolean;
  left: string;
  right: string;
  entries: Record<string, number | string>;
  bytes: string;
  as: string;
}

export type Adapter = Record<string, (request: Request) => unknown>;

/** Thrown where the library refuses by contract; the code is one of those that the protocol lists. */
export class Reject extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** Return the amount of an increment or a decrement, also one that the library must refuse, such as -1 or 0.5. */
export const amount = ({ by = 1 }: Request): number => Number(by); // larger numbers than 2^53 - 1 arrive as strings

/** Return the entries of a construct as a Map: the count of each replica. */
export const entries = (request: Request): Map<string, number> =>
  new Map(Object.entries(request.entries).map(([name, count]) => [name, Number(count)]));

/** Return what a map has under a name. */
export function get<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const found = map.get(name);
  if (found === undefined) throw new Error(`nothing is named ${JSON.stringify(name)}`);
  return found;
}

/** Return an object without prototype, so that every name can be one of its own. */
export function record<Value>(pairs: Iterable<[string, Value]>): Record<string, Value> {
  const empty: Record<string, Value> = Object.create(null);
  for (const [name, value] of pairs) empty[name] = value;
  return empty;
}

/** Whole numbers beyond 2^53 - 1 travel as strings. */
function portable(_name: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

function answer(adapter: Adapter, request: Request): object {
  if (request.op === "bye") return { ok: null };
  const verb = Object.hasOwn(adapter, request.op) ? adapter[request.op] : undefined;
  if (verb === undefined || request.delta) return { unsupported: true };
  try {
    return { ok: verb(request) ?? null };
  } catch (failure) {
    return failure instanceof Reject ? { reject: failure.code } : { error: String(failure) };
  }
}

// Whatever a library prints goes to standard error.
const write = process.stdout.write.bind(process.stdout) as (text: string) => boolean;
process.stdout.write = process.stderr.write.bind(process.stderr);

/** Answer requests on standard input until `bye` or its end. */
export async function serve(adapter: Adapter): Promise<void> {
  let rest = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const request = JSON.parse(line) as Request;
      write(`${JSON.stringify({ id: request.id, ...answer(adapter, request) }, portable)}\n`);
      if (request.op === "bye") return;
    }
  }
}
