// The API's description as a page: made from /openapi.json, in its own English.
import { call } from "./api.js";
import { make, say, show } from "./dom.js";
import { t } from "./words.js";

const $ = (id) => document.getElementById(id);

function operation(path, method, about) {
  const inputs = (about.parameters ?? []).map((each) => resolve(each));
  const body = about.requestBody ? resolve(about.requestBody) : null;
  return make(
    "details",
    {},
    make("summary", {}, make("code", {}, `${method.toUpperCase()} ${path}`), " ", about.summary ?? ""),
    about.description ? make("p", {}, about.description) : null,
    inputs.length > 0 ? make("ul", {}, inputs.map(parameter)) : null,
    body ? [make("p", {}, t("Body")), content(body)] : null,
    Object.entries(about.responses ?? {}).map(([status, answer]) => {
      const known = resolve(answer);
      return [make("p", {}, make("strong", {}, status), ` ${known.description ?? ""}`), content(known)];
    }),
  );
}

function parameter(each) {
  return make("li", {}, make("code", {}, each.name), ` (${each.in}) ${each.description ?? ""}`);
}

function content({ content: kinds = {} }) {
  return Object.entries(kinds).map(([kind, { schema }]) => {
    if (!schema) return make("p", { class: "hint" }, kind);
    const text = JSON.stringify(expanded(schema), null, 2);
    return make("pre", { tabindex: 0, "aria-label": kind }, make("code", {}, text));
  });
}

let whole = {};

function resolve(part) {
  if (!part?.$ref) return part;
  return part.$ref.slice(2).split("/").reduce((at, key) => at?.[key.replace("~1", "/")], whole) ?? {};
}

/** A schema with its references written out, as deep as one can read. */
function expanded(schema, depth = 0) {
  if (Array.isArray(schema)) return schema.map((each) => expanded(each, depth));
  if (typeof schema !== "object" || schema === null) return schema;
  if (schema.$ref) return depth < 4 ? expanded(resolve(schema), depth + 1) : schema.$ref.split("/").pop();
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, expanded(value, depth)]));
}

const answer = await call("GET", "/openapi.json");
$("trouble").hidden = answer.ok;
if (!answer.ok) say($("trouble"), answer.message);
else {
  whole = answer.data;
  const all = Object.entries(whole.paths).flatMap(([path, methods]) =>
    Object.entries(methods).filter(([, about]) => about.responses).map(([method, about]) => [about.tags?.[0] ?? "", operation(path, method, about)]),
  );
  const groups = [...new Set(all.map(([tag]) => tag))];
  show($("operations"), groups.map((tag) => [make("h2", {}, tag || t("Routes")), all.filter(([each]) => each === tag).map(([, node]) => node)]));
}
