// The explorer: editors over the form's text fields, and a run with the session's CSRF token. Works without editors too.
(() => {
  const form = document.getElementById("explorer");
  const answer = document.querySelector("#explorer-answer code");
  const status = document.getElementById("explorer-status");
  const examples = JSON.parse(document.getElementById("explorer-examples").textContent);
  const editors = globalThis.VlaVirGemEditors;
  const say = (text) => { status.textContent = text; };
  const mostShown = 100; // events

  // An answer may be no JSON: a disturbance can cut it off.
  const readable = (text) => {
    try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
  };
  const isJson = (text) => { try { JSON.parse(text || "{}"); return true; } catch { return false; } };
  const codeIn = (text) => { try { return JSON.parse(text).errors[0].extensions.code; } catch { return ""; } };

  // Only signing in again helps: the guard of a page leads there, the gateway says so by its code, and what refuses the
  // page's old token is a page itself. What a try-out answered, whatever it is, stands in its log.
  const isSignedOut = (response, text) => !response.headers.get("VlaVirGem-Call") && (response.redirected
    || ["AUTHENTICATION_REQUIRED", "CSRF"].includes(codeIn(text)) || (response.status === 403 && !isJson(text)));
  function saySignIn(place) {
    const link = document.createElement("a");
    link.href = `${form.dataset.signInAt}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = form.dataset.signIn;
    place.replaceChildren(form.dataset.signedOut, " ", link);
  }
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
        text: field.value, label: host.dataset.label, run: () => form.requestSubmit(), changed: () => changed(),
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
  const send = (address, { headers = {}, signal } = {}) => fetch(address, {
    method: "POST",
    signal,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json, application/json",
      "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      ...headers,
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
    let signedOut = false;
    try {
      const response = await send(form.dataset.costAt);
      const text = await response.text();
      signedOut = isSignedOut(response, text);
      const told = JSON.parse(text);
      const over = told.errors?.find((error) => error.extensions.code === "LIMIT_EXCEEDED");
      said = over ? over.message : "cost" in told ? form.dataset.cost.replace("{cost}", told.cost).replace("{most}", told.most) : "";
    } catch { /* no JSON yet, or no connection: running it tells */ }
    if (asked !== fields.query.get() + fields.json.get()) { return; }
    if (signedOut) { saySignIn(cost); } else { cost.textContent = said; }
  }
  function changed() {
    if (status.textContent === form.dataset.notJson && isJson(fields.json.get())) { say(""); }
    priceSoon();
  }
  for (const field of form.querySelectorAll("textarea")) { field.addEventListener("input", changed); }

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

  // A subscription: each event as it comes, until it is stopped, or the page is left.
  const stop = document.getElementById("explorer-stop");
  let following = null;
  const stopFollowing = () => { following?.abort(); };
  stop.addEventListener("click", stopFollowing);
  addEventListener("pagehide", stopFollowing);
  async function follow() {
    const mine = following = new AbortController();
    const open = (headers) => send(form.action, { headers: { Accept: "text/event-stream", ...headers }, signal: mine.signal });
    const shown = [];
    let seen = 0;
    const count = () => say(form.dataset.following.replace("{count}", seen));
    answer.textContent = "";
    stop.hidden = false;
    count();
    try {
      const refused = await globalThis.VlaVirGemFollow(open, (event) => {
        seen += 1;
        shown.push(readable(event));
        if (shown.length > mostShown) { shown.shift(); }
        answer.textContent = shown.join("\n");
        count();
      });
      say(form.dataset.ended);
      if (refused) { show(refused, await refused.text()); }
    } catch {
      if (mine === following) { say(mine.signal.aborted ? form.dataset.ended : form.dataset.failed); }
    }
    if (mine === following) { stop.hidden = true; }
  }

  function show(response, text) {
    if (isSignedOut(response, text)) { saySignIn(status); return; }
    answer.textContent = readable(text);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!isJson(fields.json.get())) {
      say(form.dataset.notJson);
      return;
    }
    stopFollowing();
    following = null;
    stop.hidden = true;
    say(form.dataset.running);
    keep();
    const began = performance.now();
    let response;
    try {
      response = await send(form.action);
      const text = await response.text();
      if (codeIn(text) === "STREAM_NEEDED") { await follow(); return; }
      say(form.dataset.answered.replace("{ms}", Math.round(performance.now() - began)));
      show(response, text);
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
