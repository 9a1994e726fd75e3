// Which rule a bot plays: ready-made players, or any shipped rule with its parameters.
import { make, show } from "./dom.js";
import { ask, field, options } from "./host_dialogs.js";
import { earlierPlayers, readGame } from "./earlier.js";
import { list, named, number, t } from "./words.js";

// The page says which rules there are: [{type, about, keys: [{name, text, least, most, whole, needed, usual}]}],
// and what the parameters of an ordinary player are.
const block = document.getElementById("rules");
const { rules, forecasts, ordinary } = block ? JSON.parse(block.textContent) : { rules: [], forecasts: [], ordinary: {} };

/** Ready-made players: key, name, and the rule's table ("" leaves it as the scenario says). */
export function players() {
  return [
    ["", t("as the scenario says"), null],
    ["ordinary", t("an ordinary player, who overlooks most of what is on order"), { type: "anchor-adjust", ...ordinary }],
    ["lively", t("a human-like player, with moods"), { type: "human", ...ordinary, noise: 1, theta_sd: 0.2, alpha_sd: 0.15, beta_sd: 0.2, target_sd: 5 }],
    ["careful", t("a careful player, who counts what is on order"), { type: "anchor-adjust", theta: 0, alpha: 1, beta: 1, target: 28 }],
    ["calm", t("orders what was asked for"), { type: "pass-on" }],
  ];
}

const EARLIER = "earlier:";
const FROM_FILE = "file";
const OF_SEAT = ["type", "forced_periods", "forced_order", "cap"]; // of the seat, whoever plays it

/** Whether two tables are the same player. */
function same(one, other) {
  if (!one || !other) return !one && !other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)].filter((key) => key === "type" || !OF_SEAT.includes(key)));
  return [...keys].every((key) => one[key] === other[key]);
}

/** A rule's table in words: the ready-made player that it is, or its name and parameters. */
export function ruleWords(rule) {
  if (typeof rule === "string") return rule;
  if (!rule?.type) return players()[0][1]; // a rule for each of several items
  const ready = players().find(([, , table]) => same(table, rule));
  if (ready) return ready[1];
  const given = Object.entries(rule).filter(([name]) => !OF_SEAT.includes(name));
  const words = given.map(([name, value]) => `${name} ${typeof value === "number" ? number(value) : typeof value === "object" ? value.type : value}`);
  return words.length > 0 ? `${rule.type} (${words.join(", ")})` : rule.type;
}

/** Fields that choose a rule, named with `prefix`; `readBot` reads what was chosen. */
export function botFields(prefix, rule) {
  const ready = players().find(([, , table]) => same(table, rule));
  const chosen = ready ? ready[0] : (rule?.type ?? "");
  const parameters = make("div", { class: "parameters" });
  const pairs = players().map(([key, text]) => [key ? `player:${key}` : "", text]);
  const about = make("small", { id: `${prefix}about` });
  const select = make(
    "select",
    { name: `${prefix}rule`, "aria-describedby": about.id },
    options(pairs, ready ? (chosen ? `player:${chosen}` : "") : null),
    make("optgroup", { label: t("Any rule, with parameters") }, options(rules.map((each) => [each.type, each.type]), ready ? null : chosen)),
    make("optgroup", { label: t("Like a player of an earlier game") }, make("option", { value: FROM_FILE }, t("from the file of a game …"))),
  );
  const file = gameFile(select, () => drawn());
  const drawn = () => {
    const kind = rules.find((each) => each.type === select.value);
    about.textContent = kind?.about ?? "";
    file.hidden = select.value !== FROM_FILE && !select.value.startsWith(EARLIER);
    show(parameters);
    if (kind) parameters.append(...kind.keys.map((key) => parameter(prefix, key, rule?.type === kind.type ? rule[key.name] : undefined)));
  };
  select.addEventListener("change", drawn);
  drawn();
  return make("div", { class: "field" }, make("label", {}, t("Rule"), select), about, file, parameters);
}

/** The field for a file whose players become choices of `select`, of which the first is taken. */
function gameFile(select, drawn) {
  const said = make("small", { role: "status" });
  const input = make("input", { type: "file", accept: ".json,application/json" });
  input.addEventListener("change", async () => {
    if (!input.files[0]) return;
    const first = earlierPlayers().length;
    said.textContent = await readGame(input.files[0]);
    addEarlier(select);
    if (earlierPlayers().length > first) select.value = `${EARLIER}${first}`;
    drawn();
  });
  select.addEventListener("focus", () => addEarlier(select)); // what another field has read
  addEarlier(select);
  return make("div", { hidden: true }, make("label", {}, t("The file that replays, as the host takes it away"), input), said);
}

/** Offer the players of earlier games that are known by now. */
function addEarlier(select) {
  const group = select.lastElementChild;
  const words = ({ team, site, people }) => `${list(people)} (${team}, ${named(site)})`;
  const fresh = earlierPlayers().slice(group.children.length - 1);
  group.append(...options(fresh.map((each) => [`${EARLIER}${each.key}`, words(each)]), null));
}

function parameter(prefix, key, value) {
  const name = `${prefix}key:${key.name}`;
  if (key.name === "forecast") return forecastFields(prefix, key, value);
  const limits = { type: "number", min: key.least, max: key.most, step: key.whole ? 1 : "any", required: key.needed };
  return field(key.name, name, { ...limits, value: value ?? key.usual ?? "" }, { hint: key.text });
}

function forecastFields(prefix, key, value) {
  const inner = make("div", {});
  const select = make("select", { name: `${prefix}forecast` }, options(forecasts.map((each) => [each.type, each.type]), value?.type));
  const drawn = () => {
    const kind = forecasts.find((each) => each.type === select.value);
    inner.replaceChildren(...kind.keys.map((each) => parameter(`${prefix}forecast:`, each, value?.[each.name])));
  };
  select.addEventListener("change", drawn);
  drawn();
  return make("div", {}, make("label", {}, key.name, select), inner);
}

/** The rule that a form's values say: a table, or "" for what the scenario says. */
export function readBot(values, prefix = "") {
  const chosen = values[`${prefix}rule`] ?? "";
  if (chosen.startsWith("player:")) return players().find(([key]) => `player:${key}` === chosen)[2];
  if (chosen.startsWith(EARLIER)) return earlierPlayers()[Number(chosen.slice(EARLIER.length))].rule;
  if (chosen === "" || chosen === FROM_FILE) return "";
  const table = { type: chosen, ...parameters(values, `${prefix}key:`) };
  const forecast = values[`${prefix}forecast`];
  if (forecast) table.forecast = { type: forecast, ...parameters(values, `${prefix}forecast:key:`) };
  return table;
}

function parameters(values, start) {
  const given = Object.entries(values).filter(([name, value]) => name.startsWith(start) && value !== "");
  return Object.fromEntries(given.map(([name, value]) => [name.slice(start.length), Number(value)]));
}

/** Ask for a bot's rule in a dialog. Gives the table, "own" for what the game began with, or null for no answer. */
export async function botChoice({ title, rule, yes }) {
  const given = await ask({ title, fields: [botFields("", rule)], yes });
  return given && (readBot(given) || "own");
}
