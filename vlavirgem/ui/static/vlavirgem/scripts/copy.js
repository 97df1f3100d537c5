// One press copies a value; the field stays selectable where the clipboard is not allowed.
(() => {
  "use strict";
  const select = (place) => {
    if (place.select) place.select();
    else window.getSelection().selectAllChildren(place);
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const place = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(place.value ?? place.textContent);
    } catch {
      select(place); // no permission or no secure context: the person presses Ctrl+C
      place.focus();
      return;
    }
    const label = button.querySelector("[data-copy-label]");
    const words = label.textContent;
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = words; }, 2000);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-select]")) select(event.target);
  });
})();
