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
  // What lies over the page closes when the focus leaves it: it would hide where the focus went.
  document.addEventListener("focusout", (event) => {
    const over = event.target.closest("details.person[open], [popover].side");
    const next = event.relatedTarget;
    if (!over || !next || over.contains(next)) return;
    if (over.matches("details")) over.open = false;
    else if (over.matches(":popover-open")) setTimeout(() => over.hidePopover());
  });
  document.addEventListener("click", (event) => {
    const open = document.querySelector("details.person[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });
})();
