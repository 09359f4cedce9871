const form = document.querySelector(".filters");
form.hidden = false;
form.addEventListener("input", () => {
  const { language, kind } = Object.fromEntries(new FormData(form));
  let shown = 0;
  for (const item of document.querySelectorAll("[data-language]")) {
    const kinds = item.dataset.kinds.split(" ");
    item.hidden = (language && item.dataset.language !== language) || (kind && !kinds.includes(kind));
    shown += item.tagName === "LI" && !item.hidden;
  }
  for (const section of document.querySelectorAll(".advice")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  form.querySelector("output").textContent = `${shown} libraries`;
});
