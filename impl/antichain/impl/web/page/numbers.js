// Counts, which may be larger than the numbers of JavaScript.

const LONG = 15; // digits that are written out

/** Return the whole number that the server wrote; those too large for JSON come as text, the largest in hexadecimal. */
export function whole(number) {
  const text = String(number);
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

/** Return a count as the page shows it. */
export function counted(number) {
  const digits = whole(number).toString();
  return digits.length <= LONG ? whole(number).toLocaleString("en") : `${digits.slice(0, 4)}… (${digits.length} digits)`;
}

/** Return a count with its unit: "1 like", "2 likes". */
export function plural(n, unit) {
  return `${counted(n)} ${whole(n) === 1n ? unit : `${unit}s`}`;
}

const STEPS = 24;
const LASTS = 700; // ms
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Return the numbers to show on the way from one count to a larger one: each of them, or 24 if there are more. */
export function between(from, to) {
  const steps = Math.min(Number(to - from), STEPS);
  return Array.from({ length: steps }, (_, i) => from + ((to - from) * BigInt(i + 1)) / BigInt(steps));
}

/** A count on the page; when it grows, it runs up to the new value. */
export class Count {
  constructor(node) {
    this.node = node;
    this.value = null;
    this.timer = null;
  }

  /** Show a value. */
  show(number) {
    const [before, value] = [this.value, whole(number)];
    if (value === before) return;
    this.value = value;
    clearTimeout(this.timer);
    const grows = before !== null && value > before;
    this.run(grows && !still.matches && !document.hidden ? between(before, value) : [value]);
    if (grows) this.node.animate?.([{ scale: 1.35 }, { scale: 1 }], { duration: still.matches ? 0 : LASTS });
  }

  run([first, ...rest], pause = LASTS / (rest.length + 1)) {
    this.node.textContent = counted(first);
    if (rest.length) this.timer = setTimeout(() => this.run(rest, pause), pause);
  }
}
