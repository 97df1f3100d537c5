// Opens each evidence strip at the link that the page is about. The page itself does not move.
(() => {
  "use strict";
  const open = (root) => {
    for (const here of root.querySelectorAll(".evidence__link--here")) {
      const strip = here.parentElement;
      const middle = here.offsetLeft + here.offsetWidth / 2;
      strip.scrollLeft = middle - strip.offsetLeft - strip.clientWidth / 2;
    }
  };
  document.addEventListener("DOMContentLoaded", () => open(document));
  document.addEventListener("htmx:afterSwap", (event) => open(event.target));
})();
