// Elements, made without ever reading text as markup.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  const given = children.flat(Infinity).filter((child) => child != null && child !== false);
  node.append(...given.map((child) => (typeof child === "string" ? visible(child) : child)));
  return node;
}

/** Return a new element; children that are strings become visible text, and functions named `on…` listen. */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Return a new element of a drawing. */
export function drawn(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** Return the sign of a state, a small drawing that screen readers skip; the page holds each drawing once. */
export function sign(name) {
  return drawn("svg", { class: "sign", viewBox: "0 0 16 16", "aria-hidden": "true" }, drawn("use", { href: `#sign-${name}` }));
}

// Characters that have no shape, or change the direction of the text around them. A line break and a tab stay.
const UNSEEN = /[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/gu;

/** Return a text of a target with each unseen character written out, as in `\u202e`. */
export function visible(text) {
  return String(text).replace(UNSEEN, (each) => {
    const code = each.codePointAt(0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** Return a name, in quotes if it is empty, starts or ends with a space, or has a comma. */
export function named(name) {
  return /^$|^\s|\s$|,/u.test(name) ? `'${name}'` : name;
}

/** Return a text of at most `length` characters. */
export function cut(text, length) {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join("")}…`;
}

/** Return a text with only the ends of long words, except numbers. */
export function brief(text) {
  return String(text).replace(/\S{72,}/gu, (word) => (/^[\d.,:;+\-(){}[\]]*$/u.test(word) ? word : `${word.slice(0, 32)}…${word.slice(-16)}`));
}

/** Return a name of at most `length` characters, with both of its ends. */
export function shortName(name, length) {
  const letters = [...name];
  const tail = Math.floor(length / 3);
  return letters.length <= length ? name : `${letters.slice(0, length - tail - 1).join("")}…${letters.slice(-tail).join("")}`;
}

/** Return a number and its noun: "1 event", "2,100 events". */
export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
