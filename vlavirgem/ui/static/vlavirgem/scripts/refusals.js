// What htmx does with a refusal: an answer that knows its place is shown there, all else becomes a toast.
(() => {
  "use strict";
  const UNPROCESSABLE = 422; // a form that comes back with its errors
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status !== UNPROCESSABLE && !xhr.getResponseHeader("HX-Retarget")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  const failed = () => {
    const toast = document.getElementById("toast-failed");
    document.getElementById("toasts")?.append(toast.content.cloneNode(true));
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
})();
