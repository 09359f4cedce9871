// Elements, made and changed without ever reading text as markup.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Return a new element; children that are strings become text. */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Return a new element of a drawing. */
export function drawn(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

const ICONS = {
  heart: "M8 14C3.2 10.4 1 8 1 5.2 1 3.1 2.6 1.6 4.5 1.6 6 1.6 7.3 2.4 8 3.7 8.7 2.4 10 1.6 11.5 1.6 13.4 1.6 15 3.1 15 5.2 15 8 12.8 10.4 8 14Z",
  bubble: "M2.5 2h11A1.5 1.5 0 0 1 15 3.5v6a1.5 1.5 0 0 1-1.5 1.5H7.6L4 14.4V11H2.5A1.5 1.5 0 0 1 1 9.5v-6A1.5 1.5 0 0 1 2.5 2Z",
};

/** Return the outline of a heart or a speech bubble, in a square of 16 units. */
export function outline(name, attributes = {}) {
  return drawn("path", { d: ICONS[name], ...attributes });
}

/** Return a small picture of a heart or a speech bubble, which screen readers skip. */
export function icon(name) {
  return drawn("svg", { class: `icon ${name}`, viewBox: "0 0 16 16", "aria-hidden": "true" }, outline(name));
}

/** Set the text of `node`; leave the node alone if it has that text already. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Make `nodes` the children of `parent`, in this order; move only those that are elsewhere. */
export function setChildren(parent, nodes) {
  const wanted = new Set(nodes);
  // A copy, since the list of children changes with each removal.
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null);
  });
}
