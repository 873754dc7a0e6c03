// The administration's icons are words in a font for pictures: readers of the screen shall not hear “arrow_forward”.
// Where such a word was all that named a link or button, a word for people takes its place.
(() => {
  const NAMES = {
    de: { add: "Hinzufügen", arrow_back: "Zurück", close: "Schließen", computer: "Helle oder dunkle Darstellung", more_vert: "Mehr", nature_people: "Übersicht", search: "Suchen" },
    en: { add: "Add", arrow_back: "Back", close: "Close", computer: "Light or dark appearance", more_vert: "More", nature_people: "Overview", search: "Search" },
  };
  const names = NAMES[document.documentElement.lang.slice(0, 2)] || NAMES.en;

  const wordsOf = (control) => {
    const copy = control.cloneNode(true);
    copy.querySelectorAll(".material-symbols-outlined").forEach((icon) => icon.remove());
    return copy.textContent.trim();
  };

  const hide = (icon) => {
    icon.setAttribute("aria-hidden", "true");
    const control = icon.closest("a, button");
    if (!control || control.hasAttribute("aria-label") || control.hasAttribute("title") || wordsOf(control)) return;
    const name = names[icon.textContent.trim()];
    if (name) control.setAttribute("aria-label", name);
  };

  const hideAll = () => document.querySelectorAll(".material-symbols-outlined:not([aria-hidden])").forEach(hide);
  document.addEventListener("DOMContentLoaded", () => {
    hideAll();
    new MutationObserver(hideAll).observe(document.body, { childList: true, subtree: true });
  });
})();
