// Shows that something is under way: htmx requests, and forms that take longer than a moment.
(() => {
  "use strict";
  const PATIENCE = 300; // milliseconds before the bar shows: shorter than this needs no sign
  let running = 0;
  let timer = 0;
  const bar = () => document.getElementById("progress");
  const show = () => bar()?.setAttribute("data-busy", "");
  const begin = () => {
    running += 1;
    if (running === 1) timer = setTimeout(show, PATIENCE);
  };
  const end = () => {
    running = Math.max(0, running - 1);
    if (running > 0) return;
    clearTimeout(timer);
    bar()?.removeAttribute("data-busy");
  };

  const busy = (form, button) => {
    form.dataset.busy = "true";
    setTimeout(() => {
      if (!button || form.dataset.busy !== "true") return;
      button.setAttribute("aria-busy", "true");
      if (button.dataset.busyLabel) {
        button.dataset.restLabel = button.textContent;
        button.textContent = button.dataset.busyLabel;
      }
    }, PATIENCE);
  };
  const rest = (form) => {
    delete form.dataset.busy;
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      if (button.dataset.restLabel) button.textContent = button.dataset.restLabel;
    }
  };

  document.addEventListener("htmx:beforeRequest", begin);
  document.addEventListener("htmx:afterRequest", (event) => {
    end();
    if (event.target instanceof HTMLFormElement) rest(event.target);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.busy === "true") {
      event.preventDefault(); // a second press while the first is under way
      return;
    }
    if (event.defaultPrevented && !form.matches("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]")) return;
    if (form.target || form.hasAttribute("data-download")) return; // the page stays: nothing would end the wait
    busy(form, event.submitter);
    if (!event.defaultPrevented) begin();
  });

  // Back from the browser's page cache: nothing is under way any more.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    running = 0;
    end();
    document.querySelectorAll("form").forEach(rest);
  });
})();
