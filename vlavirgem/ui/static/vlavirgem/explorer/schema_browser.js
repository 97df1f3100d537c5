// The schema as a list of types to unfold, read from its definition language (which the gateway itself prints).
globalThis.VlaVirGemSchema = (() => {
  const list = document.getElementById("schema-types");
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) { made.textContent = text; }
    if (className) { made.className = className; }
    return made;
  };

  // The printed form is regular: descriptions in triple quotes, one member a line, two spaces deep. Those of arguments
  // are left out: within a field that is open, only its own counts.
  function read(sdl) {
    const types = [];
    let type = null;
    let words = null;
    let description = "";
    let open = "";
    for (const line of sdl.split("\n")) {
      const trimmed = line.trim();
      if (words !== null) {
        if (trimmed.endsWith('"""')) {
          if (!open) { description = [...words, trimmed.slice(0, -3)].join(" ").trim(); }
          words = null;
        } else { words.push(trimmed); }
      } else if (trimmed.startsWith('"""')) {
        const rest = trimmed.slice(3);
        if (rest.endsWith('"""')) { if (!open) { description = rest.slice(0, -3); } } else { words = [rest]; }
      } else if (/^(type|interface|enum|scalar|input|union) /.test(line)) {
        type = { head: trimmed.replace(/ ?\{$/, ""), description, members: [] };
        types.push(type);
        description = "";
      } else if (type && /^ {2}\w/.test(line)) {
        open = trimmed.endsWith("(") ? trimmed : "";
        if (!open) { type.members.push({ head: trimmed, description }); description = ""; }
      } else if (open && /^ {4}\w/.test(line)) {
        open += (open.endsWith("(") ? "" : ", ") + trimmed;
      } else if (open && trimmed.startsWith(")")) {
        type.members.push({ head: open + trimmed, description });
        open = "";
        description = "";
      } else if (trimmed === "}") { type = null; }
    }
    return types;
  }

  function draw(types, wanted) {
    list.replaceChildren(...types
      .map((type) => ({ ...type, members: type.members.filter((m) => !wanted || (type.head + m.head).toLowerCase().includes(wanted)) }))
      .filter((type) => !wanted || type.members.length || type.head.toLowerCase().includes(wanted))
      .map((type) => {
        const details = element("details", "", "schema-type");
        details.open = Boolean(wanted) || type.head === "type Query";
        details.append(element("summary", type.head));
        if (type.description) { details.append(element("p", type.description, "small soft")); }
        const members = element("dl");
        for (const member of type.members) {
          const pair = element("div");
          pair.append(element("dt", member.head));
          if (member.description) { pair.append(element("dd", member.description, "small soft")); }
          members.append(pair);
        }
        if (type.members.length) { details.append(members); }
        return details;
      }));
  }

  // Of one type, and one of its fields where it is named: unfolded, and in sight.
  function find(typeName, fieldName) {
    for (const details of list.querySelectorAll("details")) {
      details.open = details.querySelector("summary").textContent.split(" ")[1] === typeName;
      if (details.open) {
        const field = [...details.querySelectorAll("dt")].find((term) => term.textContent.split(/[(:]/)[0] === fieldName);
        (field ?? details).scrollIntoView({ block: "nearest" });
        details.querySelector("summary").focus({ preventScroll: true });
      }
    }
  }

  let types = [];
  const search = document.getElementById("schema-search");
  search.addEventListener("input", () => draw(types, search.value.trim().toLowerCase()));
  return {
    show(sdl) {
      types = read(sdl).sort((one, other) => (other.head === "type Query") - (one.head === "type Query"));
      draw(types, "");
    },
    // A word that stands in no known place is searched for.
    explain(typeName, fieldName, word) {
      const name = (typeName ?? "").replace(/\W/g, "");
      const known = types.some((type) => type.head.split(" ")[1] === name);
      search.value = known ? "" : word;
      draw(types, search.value.toLowerCase());
      if (known) { find(name, fieldName); } else if (word) { search.focus(); }
    },
  };
})();
