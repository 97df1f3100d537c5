// The explorer: editors over the form's text fields, and a run with the session's CSRF token. Works without editors too.
(() => {
  const form = document.getElementById("explorer");
  const answer = document.querySelector("#explorer-answer code");
  const status = document.getElementById("explorer-status");
  const examples = JSON.parse(document.getElementById("explorer-examples").textContent);
  const editors = globalThis.VlaVirGemEditors;
  const say = (text) => { status.textContent = text; };

  // An answer may be no JSON: a disturbance can cut it off.
  const readable = (text) => {
    try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
  };
  const showLogged = (call) => {
    if (!call || !form.dataset.log) { return; }
    const link = document.createElement("a");
    link.href = `${form.dataset.log}${call}/`;
    link.textContent = form.dataset.logged;
    status.append(" ", link);
  };

  const fields = {};
  for (const host of form.querySelectorAll("[data-editor]")) {
    const field = host.querySelector("textarea");
    let view = null;
    if (editors) {
      const place = document.createElement("div");
      host.replaceChildren(place);
      const options = { text: field.value, label: host.dataset.label, run: () => form.requestSubmit() };
      view = editors[host.dataset.editor](place, options);
      // How high a line is, is known once the editor's own style sheet is there; only a change makes it look again.
      for (const sheet of place.shadowRoot.querySelectorAll("link")) {
        sheet.addEventListener("load", () => editors.replace(view, editors.text(view)));
      }
    }
    fields[host.dataset.editor] = {
      view,
      get: () => (view ? editors.text(view) : field.value),
      set: (text) => { if (view) { editors.replace(view, text); } else { field.value = text; } },
    };
  }

  document.getElementById("explorer-example").addEventListener("change", (event) => {
    const chosen = examples[Number(event.target.value)];
    fields.query.set(chosen.query);
    fields.json.set(chosen.variables || "{}");
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    let variables;
    try {
      variables = JSON.parse(fields.json.get() || "{}");
    } catch {
      say(form.dataset.notJson);
      return;
    }
    say(form.dataset.running);
    const began = performance.now();
    let response;
    try {
      response = await fetch(form.action, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/graphql-response+json, application/json",
          "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        },
        body: JSON.stringify({ query: fields.query.get(), variables }),
      });
      const text = await response.text();
      answer.textContent = readable(text);
      say(form.dataset.answered.replace("{ms}", Math.round(performance.now() - began)));
    } catch {
      say(response ? form.dataset.broken : form.dataset.failed);
    }
    showLogged(response?.headers.get("VlaVirGem-Call"));
  });

  fetch(form.dataset.schema).then((response) => response.text()).then((sdl) => {
    if (fields.query.view) { editors.useSchema(fields.query.view, sdl); }
    globalThis.VlaVirGemSchema.show(sdl);
  });
})();
