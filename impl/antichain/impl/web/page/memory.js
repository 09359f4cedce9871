// What the browser keeps for the page, if the browser allows it.

/** Kept until the tab is closed. */
export const TAB = "sessionStorage";
/** Kept for all visits. */
export const ALWAYS = "localStorage";

/** Return the text that the browser kept, or null. */
export function recall({ what, where }) {
  try {
    return window[where].getItem(what);
  } catch {
    return null;
  }
}

/** Keep a text, unless the browser forbids that. */
export function remember({ what, where }, value) {
  try {
    window[where].setItem(what, value);
  } catch {
    // The page works without it.
  }
}

/** Return the value that the browser kept as JSON, or `otherwise`. */
export function recallValue(place, otherwise) {
  try {
    return JSON.parse(recall(place)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
