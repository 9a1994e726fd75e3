// Questions in native dialogs: Escape and Cancel mean no, and the focus goes back where it was.
import { make } from "./dom.js";
import { t } from "./words.js";

let count = 0;

/**
 * Ask for a yes, with fields to fill in or without.  Gives the fields' values by name, or null for a no.
 * Where `danger` is true the focus is on Cancel, so that Enter undoes nothing that cannot be brought back.
 */
export function ask({ title, text = "", fields = [], yes, danger = false }) {
  const id = `ask-${++count}`;
  const form = make(
    "form",
    { method: "dialog" },
    make("h2", { id }, title),
    text ? make("p", {}, text) : null,
    fields,
    make(
      "footer",
      {},
      make("button", { type: "button", class: "secondary", "data-no": true, autofocus: danger }, t("Cancel")),
      make("button", { type: "submit", class: danger ? "danger" : null }, yes),
    ),
  );
  const dialog = make("dialog", { "aria-labelledby": id, class: "ask" }, make("article", {}, form));
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer = null;
    form.addEventListener("submit", () => {
      answer = Object.fromEntries(new FormData(form));
    });
    dialog.querySelector("[data-no]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
  });
}

/** A labelled field: an input (or another tag) with attributes, and a hint below. */
export function field(label, name, attributes = {}, { tag = "input", hint = "", children = [] } = {}) {
  const id = hint ? `hint-${++count}` : null;
  const labelled = make("label", {}, label, make(tag, { name, "aria-describedby": id, ...attributes }, children));
  return hint ? make("div", { class: "field" }, labelled, make("small", { id }, hint)) : labelled;
}

/** Options of a select: pairs of value and text; one of them chosen. */
export function options(pairs, chosen) {
  return pairs.map(([value, text]) => make("option", { value, selected: String(value) === String(chosen) }, text));
}
