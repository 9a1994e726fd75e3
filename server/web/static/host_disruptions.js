// The host orders a disruption, sees all there are, and withdraws what has not begun.
import { call } from "./api.js";
import { disruptionWords, kindWords, laneWords } from "./disruptions.js";
import { make, show } from "./dom.js";
import { ask, field, options } from "./host_dialogs.js";
import { named, periodTitle, t } from "./words.js";

const LENGTH = 2; // weeks, unless the host says otherwise
const PERCENT = { severity: [1, 100], factor: [0, 1000] }; // the least and the most of what is said in percent

/** The list of the game's disruptions on the console. */
export function drawDisruptions(node, { disruptions, game }) {
  node.hidden = disruptions.length === 0;
  show(node, disruptions.map((each) => line(each, game.period)));
}

function line(each, period) {
  const ahead = each.told !== null && each.told < each.first;
  const told = ahead ? t("told from {week} on", { week: periodTitle(period, Math.max(each.told, 1)) }) : t("not announced");
  const withdraw = make("button", { type: "button", class: "secondary outline", "data-act": "call-off", "data-name": each.name }, t("Withdraw"));
  return make(
    "li",
    { class: "row", "data-key": each.name },
    make("bdi", {}, disruptionWords({ ...each, on: false }, period)),
    make("span", { class: "muted" }, told),
    each.to_come ? withdraw : null,
  );
}

/** What the host can do about disruptions, by name; `send` sends an action, `tell` says what went wrong. */
export function disruptionActions(code, look, send, tell) {
  async function disrupt() {
    const answer = await call("GET", `/api/games/${code}/host/disruptions`);
    if (!answer.ok) return tell("", answer.message);
    const { kinds, coming, periods } = answer.data;
    if (coming > periods) return tell("", t("All weeks have begun: nothing can be ordered any more."));
    const given = await ask({ title: t("Order a disruption"), fields: fields(kinds, coming, periods), yes: t("Order it") });
    if (given) await send("disrupt", order(given, coming), t("The disruption is ordered."));
  }

  async function callOff({ name }) {
    const title = t("Withdraw {name}?", { name });
    const text = t("It does not happen, and players are told of it no more.");
    if (await ask({ title, text, yes: t("Withdraw"), danger: true })) await send("call-off", { name }, t("The disruption is withdrawn."));
  }

  function fields(kinds, coming, periods) {
    const chosen = kinds.find((each) => each.kind === "shipping") ?? kinds[0];
    const taken = new Set(look().disruptions.map((each) => each.name));
    const kind = field(t("What happens?"), "kind", {}, { tag: "select", children: options(kinds.map((each) => [each.kind, kindWords(each.kind)]), chosen.kind) });
    const rest = make("div", { class: "stack" }, ofKind(chosen));
    kind.querySelector("select").addEventListener("change", (event) => rest.replaceChildren(...ofKind(kinds.find((each) => each.kind === event.target.value))));
    const whole = { type: "number", step: 1, required: true, inputmode: "numeric" };
    return [
      kind,
      rest,
      make(
        "div",
        { class: "grid" },
        field(t("First week"), "first", { ...whole, min: coming, max: periods, value: Math.min(coming, periods) }),
        field(t("How many weeks?"), "length", { ...whole, min: 1, max: periods, value: LENGTH }),
      ),
      field(t("Players are told"), "told", {}, { tag: "select", children: options([["now", t("now")], ["then", t("when it begins")]], "now") }),
      field(t("Name"), "name", { required: true, maxlength: 40, value: unused(t("Storm"), taken) }, { hint: t("Players read it.") }),
    ];
  }

  return { disrupt, "call-off": callOff };
}

/** Where a kind can be, and how strong it is. */
function ofKind({ usual, everywhere, sites, lanes }) {
  const places = [
    ...(everywhere ? [["", t("everywhere")]] : []),
    ...sites.map((site) => [JSON.stringify({ site }), named(site)]),
    ...lanes.map((lane) => [JSON.stringify({ lane }), laneWords(lane)]),
  ];
  const [[key, value]] = Object.entries(usual);
  const labels = {
    severity: t("How much of it, in percent?"),
    factor: t("Percent of the usual"),
    longer: t("How many weeks longer?"),
    age: t("How many weeks late?"),
  };
  const [min, max] = PERCENT[key] ?? [1, 60];
  const shown = key in PERCENT ? 100 * value : value;
  return [
    field(t("Where?"), "where", {}, { tag: "select", children: options(places, places[0][0]) }),
    field(labels[key], key, { type: "number", step: 1, required: true, inputmode: "numeric", min, max, value: shown }),
  ];
}

/** The disruption that was filled in, as the server takes it: its weeks are counted from the coming one. */
function order({ kind, where, first, length, told, name, severity, factor, longer, age }, coming) {
  const strength = {
    ...(severity ? { severity: Number(severity) / 100 } : {}),
    ...(factor ? { factor: Number(factor) / 100 } : {}),
    ...(longer ? { longer: Number(longer) } : {}),
    ...(age ? { age: Number(age) } : {}),
  };
  const start = Number(first) - coming + 1;
  const place = where ? JSON.parse(where) : {};
  return { name, kind, ...place, ...strength, start, length: Number(length), announced: told === "now" ? start : 0, coming };
}

/** The name, with a number after it where it is taken. */
function unused(name, taken) {
  for (let n = 1; ; n += 1) {
    const tried = n === 1 ? name : `${name} ${n}`;
    if (!taken.has(tried)) return tried;
  }
}
