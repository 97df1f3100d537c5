// The editors of the explorer: CodeMirror 6 with GraphQL's language support, as one file without any address in it.
// Build: npm install && npm run build (here); the result is committed under vlavirgem/ui/static/vlavirgem/explorer/vendor/.
import { closeBrackets, closeBracketsKeymap, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentSelection } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter, lintKeymap } from "@codemirror/lint";
import { EditorSelection, EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { graphql, showInDocsCommand, updateSchema } from "cm6-graphql";
import { buildSchema, parse, print } from "graphql";

const colours = HighlightStyle.define([
  { tag: tags.keyword, class: "tok-keyword" },
  { tag: [tags.propertyName, tags.attributeName], class: "tok-name" },
  { tag: [tags.string, tags.special(tags.string)], class: "tok-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "tok-value" },
  { tag: tags.comment, class: "tok-comment" },
]);

// Every rule stands in the shadow root's own style sheet, so the page needs no exception in its content policy.
function editor(host, { text, label, extensions, readOnly = false, run, changed = () => {} }) {
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
        EditorView.updateListener.of((update) => { if (update.docChanged) { changed(); } }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        ...extensions,
      ],
    }),
  });
}

// GraphQL's own printer drops comments, so a document with comments is only indented anew. False: it is no GraphQL.
function format(view) {
  const text = view.state.doc.toString();
  if (text.includes("#")) {
    const place = view.state.selection;
    view.dispatch({ selection: EditorSelection.single(0, text.length) });
    indentSelection(view);
    view.dispatch({ selection: EditorSelection.cursor(Math.min(place.main.head, view.state.doc.length)) });
    return true;
  }
  try {
    api.replace(view, `${print(parse(text))}\n`);
    return true;
  } catch {
    return false;
  }
}

const api = {
  query: (host, options) => editor(host, {
    ...options,
    extensions: [
      // F1, or a click with Ctrl: what the field under the cursor means.
      graphql(undefined, { onShowInDocs: (field, _type, parent) => options.explain?.(parent, field) }),
      keymap.of([{ key: "F1", run: showInDocsCommand }]),
    ],
  }),
  format,
  json: (host, options) => editor(host, { ...options, extensions: [json(), linter(jsonParseLinter())] }),
  useSchema: (view, sdl) => updateSchema(view, buildSchema(sdl)),
  text: (view) => view.state.doc.toString(),
  replace: (view, text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
};
globalThis.VlaVirGemEditors = api;
