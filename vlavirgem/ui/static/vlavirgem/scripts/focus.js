// Moves the focus to where the person has to look: the error summary, or the part that asks for it.
(() => {
  "use strict";
  const focusIn = (root) => {
    const place = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
    if (place) place.focus();
  };
  document.addEventListener("DOMContentLoaded", () => focusIn(document));
  document.addEventListener("htmx:afterSwap", (event) => focusIn(event.target));
  document.addEventListener("htmx:oobAfterSwap", (event) => focusIn(event.target));

  // The person's menu closes as every menu does.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.person[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    const open = document.querySelector("details.person[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });
})();
