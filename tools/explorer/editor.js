// The editors of the explorer: CodeMirror 6 with GraphQL's language support, as one file without any address in it.
// Build: npm install && npm run build (here); the result is committed under vlavirgem/ui/static/vlavirgem/explorer/vendor/.
import { closeBrackets, closeBracketsKeymap, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter, lintKeymap } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { graphql, updateSchema } from "cm6-graphql";
import { buildSchema } from "graphql";

const colours = HighlightStyle.define([
  { tag: tags.keyword, class: "tok-keyword" },
  { tag: [tags.propertyName, tags.attributeName], class: "tok-name" },
  { tag: [tags.string, tags.special(tags.string)], class: "tok-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "tok-value" },
  { tag: tags.comment, class: "tok-comment" },
]);

// Every rule stands in the shadow root's own style sheet, so the page needs no exception in its content policy.
function editor(host, { text, label, extensions, readOnly = false, run }) {
  const root = host.attachShadow({ mode: "open" });
  for (const sheet of document.querySelectorAll("link[data-editor-style]")) root.append(sheet.cloneNode());
  const parent = root.appendChild(document.createElement("div"));
  const keys = run ? [Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }]))] : [];
  return new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        ...keys, lineNumbers(), history(), bracketMatching(), closeBrackets(), autocompletion(),
        syntaxHighlighting(colours), EditorView.lineWrapping, EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ "aria-label": label }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        ...extensions,
      ],
    }),
  });
}

const api = {
  query: (host, options) => editor(host, { ...options, extensions: graphql() }),
  json: (host, options) => editor(host, { ...options, extensions: [json(), linter(jsonParseLinter())] }),
  useSchema: (view, sdl) => updateSchema(view, buildSchema(sdl)),
  text: (view) => view.state.doc.toString(),
  replace: (view, text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
};
globalThis.VlaVirGemEditors = api;
