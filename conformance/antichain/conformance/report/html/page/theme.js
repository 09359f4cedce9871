// A button that changes between light and dark; the page begins with what the system prefers.

/** Make the button work. */
export function prepareTheme(button) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const name = () => {
    const now = document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
    button.setAttribute("aria-label", now === "dark" ? "Light colours" : "Dark colours");
    return now;
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = name() === "dark" ? "light" : "dark";
    name();
  });
  dark.addEventListener("change", name);
  name();
  button.hidden = false;
}
