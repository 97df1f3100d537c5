// Toasts stay until they are read: a good outcome leaves by itself, unless it offers a way back or has the attention.
(() => {
  "use strict";
  const READING_TIME = 8000; // milliseconds
  const leaves = (toast) => toast.matches(".toast--success, .toast--info") && !toast.querySelector("form, a");
  const attend = (toast) => {
    if (toast.dataset.attended || !leaves(toast)) return;
    toast.dataset.attended = "true";
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, READING_TIME) : toast.remove());
    setTimeout(leave, READING_TIME);
  };
  const attendAll = () => document.querySelectorAll("[data-toast]").forEach(attend);
  document.addEventListener("DOMContentLoaded", attendAll);
  document.addEventListener("htmx:oobAfterSwap", attendAll);
  document.addEventListener("htmx:afterSwap", attendAll);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest("[data-toast]").remove();
  });
})();
