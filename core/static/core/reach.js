// What the library's pages lack for those who work by keyboard or screen reader: the way past the navigation (WCAG 2.2,
// 2.4.1), the name of the part that is the page itself, and of the search.
(() => {
  const WORDS = { de: "Zum Inhalt springen", en: "Skip to the content" };

  document.addEventListener("DOMContentLoaded", () => {
    const content = document.getElementById("content");
    if (!content) return;
    content.setAttribute("role", "main");
    content.tabIndex = -1;
    const link = document.createElement("a");
    link.href = "#content";
    link.className = "to-the-content";
    link.textContent = WORDS[document.documentElement.lang.slice(0, 2)] || WORDS.en;
    document.body.prepend(link);
    const search = document.getElementById("searchbar");
    if (search) search.setAttribute("aria-label", search.placeholder);
  });
})();
