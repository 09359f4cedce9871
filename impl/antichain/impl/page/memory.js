// What the browser keeps for the page, where it lets it.

/** Kept as long as the tab is open. */
export const TAB = "sessionStorage";
/** Kept for all visits. */
export const ALWAYS = "localStorage";

/** Return what was remembered, or null. */
export function recall({ what, where }) {
  try {
    return window[where].getItem(what);
  } catch {
    return null;
  }
}

/** Remember it, unless the browser forbids that. */
export function remember({ what, where }, value) {
  try {
    window[where].setItem(what, value);
  } catch {
    // It will be asked for again.
  }
}
