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
      const options = {
        text: field.value, label: host.dataset.label, run: () => form.requestSubmit(), changed: () => priceSoon(),
        explain: (type, name) => {
          const word = view.state.wordAt(view.state.selection.main.head);
          globalThis.VlaVirGemSchema.explain(type, name, word ? view.state.sliceDoc(word.from, word.to) : "");
        },
      };
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

  // Sends the request as it stands; the variables may still be no JSON, which is the caller's to tell.
  const send = (address) => fetch(address, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json, application/json",
      "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
    },
    body: JSON.stringify({ query: fields.query.get(), variables: JSON.parse(fields.json.get() || "{}") }),
  });

  // What it would cost, once the typing rests. What is no GraphQL yet has its marks in the editor.
  const cost = document.getElementById("explorer-cost");
  let waiting = 0;
  function priceSoon() {
    if (!cost) { return; }
    clearTimeout(waiting);
    waiting = setTimeout(price, 500);
  }
  async function price() {
    const asked = fields.query.get() + fields.json.get();
    let said = "";
    try {
      const told = await (await send(form.dataset.costAt)).json();
      const over = told.errors?.find((error) => error.extensions.code === "LIMIT_EXCEEDED");
      said = over ? over.message : "cost" in told ? form.dataset.cost.replace("{cost}", told.cost).replace("{most}", told.most) : "";
    } catch { /* no JSON yet, or no connection: running it tells */ }
    if (asked === fields.query.get() + fields.json.get()) { cost.textContent = said; }
  }
  for (const field of form.querySelectorAll("textarea")) { field.addEventListener("input", priceSoon); }

  // What was run is kept in this browser, the latest first, for this person and this address.
  const earlier = document.getElementById("explorer-earlier");
  const forget = document.getElementById("explorer-forget");
  const place = `explorer ${form.dataset.person} ${form.getAttribute("action")}`;
  const kept = () => { try { return JSON.parse(localStorage.getItem(place)) ?? []; } catch { return []; } };
  function showKept() {
    const runs = kept();
    earlier.replaceChildren(...runs.map((run, number) => {
      const made = document.createElement("option");
      made.value = `earlier ${number}`;
      made.textContent = run.query.replace(/\s+/g, " ").slice(0, 60);
      return made;
    }));
    earlier.hidden = forget.hidden = !runs.length;
  }
  function keep() {
    const run = { query: fields.query.get(), variables: fields.json.get() };
    const others = kept().filter((each) => each.query !== run.query || each.variables !== run.variables);
    try { localStorage.setItem(place, JSON.stringify([run, ...others].slice(0, 20))); } catch { /* no room in it */ }
    showKept();
  }
  forget.addEventListener("click", () => { localStorage.removeItem(place); showKept(); });

  document.getElementById("explorer-example").addEventListener("change", ({ target }) => {
    const [number, isEarlier] = target.value.startsWith("earlier ") ? [target.value.slice(8), true] : [target.value, false];
    const chosen = (isEarlier ? kept() : examples)[Number(number)];
    fields.query.set(chosen.query);
    fields.json.set(chosen.variables || "{}");
  });

  const format = document.getElementById("explorer-format");
  format.hidden = !fields.query.view;
  format.addEventListener("click", () => { say(editors.format(fields.query.view) ? "" : form.dataset.notFormatted); });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      JSON.parse(fields.json.get() || "{}");
    } catch {
      say(form.dataset.notJson);
      return;
    }
    say(form.dataset.running);
    keep();
    const began = performance.now();
    let response;
    try {
      response = await send(form.action);
      const text = await response.text();
      answer.textContent = readable(text);
      say(form.dataset.answered.replace("{ms}", Math.round(performance.now() - began)));
    } catch {
      say(response ? form.dataset.broken : form.dataset.failed);
    }
    showLogged(response?.headers.get("VlaVirGem-Call"));
  });

  showKept();
  priceSoon();
  fetch(form.dataset.schema).then((response) => response.text()).then((sdl) => {
    if (fields.query.view) { editors.useSchema(fields.query.view, sdl); }
    globalThis.VlaVirGemSchema.show(sdl);
  });
})();
