// The form that makes a room: a scenario, and what is changed in it.
import { AT_WORK, call } from "./api.js";
import { botFields, readBot } from "./bots.js";
import { make, show } from "./dom.js";
import { enter } from "./enter.js";
import { field } from "./host_dialogs.js";
import { readScenario } from "./new_upload.js";
import { duration, list, named, number, speakOf, t, tn, warmUpWords } from "./words.js";

const $ = (id) => document.getElementById(id);
const form = $("settings");
const NUMBERS = ["weeks", "timer_seconds", "forced_seconds", "practice_weeks", "people_per_seat", "away_after", "away_seconds", "cap", "seed"];
let scenarios = []; // as the server describes them; an uploaded one carries its text as `toml`
let shares = null; // what the scenario itself shares

const PRESET_WEEKS = 36; // that a game of camps is played for, unless the host says otherwise
let encamped = false; // whether what is chosen is made for camps

const chosen = () => scenarios.find((each) => each.name === new FormData(form).get("scenario"));

function card(each, picked) {
  speakOf(each.period);
  const seats = list(each.seats.map((seat) => named(seat.site)));
  const facts = [`${tn("{n} seat", "{n} seats", each.seats.length)}: ${seats}`, duration(each.period, each.periods), warmUpWords(each)];
  return make(
    "label",
    { class: "card", "data-key": each.name },
    make("input", { type: "radio", name: "scenario", value: each.name, checked: picked }),
    make("b", {}, each.title),
    make("span", {}, each.teaches),
    make("span", { class: "muted" }, facts.filter(Boolean).join(" · ")),
  );
}

function drawCards(picked) {
  $("cards").replaceChildren(...scenarios.map((each) => card(each, each.name === picked)));
  drawChoice();
}

/** What depends on the scenario: its size, its keys, its seats' bots. */
function drawChoice() {
  const each = chosen();
  if (!each) return;
  speakOf(each.period);
  $("team-size").textContent = t("{n} seats in a team; numbers need not divide: bots fill up.", { n: number(each.seats.length) });
  form.elements.weeks.placeholder = number(each.periods);
  form.elements.name.placeholder = each.title;
  $("network").replaceChildren(...networkFields(each));
  $("bots").replaceChildren(
    make("fieldset", {}, make("legend", {}, t("All seats")), botFields("bot:*:", null)),
    ...each.seats.map((seat) => make("fieldset", {}, make("legend", {}, named(seat.site)), botFields(`bot:${seat.site}:`, null))),
  );
  drawCamps(Boolean(each.camps));
  shares = each.share;
  for (const box of form.querySelectorAll("[name=share]")) box.checked = shares.includes(box.value);
}

/** What is made for two camps is played by two camps, unless the host says otherwise. */
function drawCamps(made) {
  if (made === encamped) return;
  encamped = made;
  form.elements.camps.checked = made;
  form.elements.weeks.value = made ? PRESET_WEEKS : "";
  $("camps-part").open = made;
}

function networkFields(each) {
  const groups = Map.groupBy ? Map.groupBy(each.settings, groupOf) : grouped(each.settings);
  return [...groups].map(([group, settings]) =>
    make(
      "fieldset",
      {},
      make("legend", {}, group),
      make("div", { class: "fields small" }, settings.map((setting) => settingField(setting))),
    ),
  );
}

function grouped(settings) {
  const groups = new Map();
  for (const setting of settings) groups.set(groupOf(setting), [...(groups.get(groupOf(setting)) ?? []), setting]);
  return groups;
}

/** The site, its item, or the lane that a setting belongs to: `site.retailer.stock` to the retailer. */
function groupOf({ key, of }) {
  const { site, item, from, to, made } = of;
  if (made) return t("{site}: making {item}", { site: named(to), item: named(item) });
  const lane = to !== undefined ? `${from ? named(from) : t("outside")} → ${named(to)}` : "";
  const place = lane || (site === "*" ? t("All seats") : named(site));
  return item ? `${place}: ${named(item)}` : place;
}

function settingField({ key, label, value }) {
  const whole = typeof value === "number";
  const attributes = whole ? { type: "number", step: "any", min: 0, inputmode: "decimal" } : { type: "text" };
  return field(settingWords(key, label), `change:${key}`, { ...attributes, value: String(value), "data-was": JSON.stringify(value) });
}

/** What a key of the scenario is called; the server's own words where it is none of the usual ones. */
function settingWords(key, label) {
  const words = {
    stock: t("Stock at the start"),
    holding_cost: t("Cost of a unit in stock, a week"),
    backlog_cost: t("Cost of a unit in backlog, a week"),
    lead_time: t("Weeks until goods arrive"),
    order_delay: t("Weeks until an order arrives"),
    sale_price: t("What customers pay for a unit"),
    price: t("Price of a unit"),
    forced_periods: t("First weeks in which the order is fixed"),
    mean: t("Customers: mean"),
    sd: t("Customers: standard deviation"),
    before: t("Customers: at first"),
    after: t("Customers: later"),
    at: t("Customers: first week of the later demand"),
    value: t("Customers: each week"),
  };
  return words[key.split(".").at(-1)] ?? label;
}

/** The settings of the game as the form says them: what is empty or unchanged is left out. */
function settings() {
  const each = chosen();
  const values = Object.fromEntries(new FormData(form));
  const made = { scenario: each.toml ?? each.name, pace: values.pace, on_timer: values.on_timer };
  if (values.name) made.name = values.name;
  made.team_names = t("Team {n}", { n: "{}" });
  for (const name of NUMBERS) if (values[name]) made[name] = Number(values[name]);
  made.away_after = values.away_after ? Number(values.away_after) : null;
  made.away_seconds = values.away_seconds ? Number(values.away_seconds) : null;
  made.teams = values.teams ? Number(values.teams) : "auto";
  if (values.camps) made.camps = { held: values.camps_held === "held", lean_most: Number(values.lean_most), buffered_least: Number(values.buffered_least) };
  made.hidden_length = form.elements.hidden_length.checked;
  made.show_figures = form.elements.show_figures.checked;
  const share = new FormData(form).getAll("share");
  if (JSON.stringify(share) !== JSON.stringify(shares)) made.share = share;
  made.changes = changes();
  made.bots = bots(each, values);
  return made;
}

function changes() {
  const made = {};
  for (const input of form.querySelectorAll("[data-was]")) {
    const was = JSON.parse(input.dataset.was);
    const now = typeof was === "number" ? Number(input.value) : input.value;
    if (input.value !== "" && now !== was) made[input.name.slice("change:".length)] = now;
  }
  return made;
}

function bots(each, values) {
  const given = ["*", ...each.seats.map((seat) => seat.site)].map((site) => [site, readBot(values, `bot:${site}:`)]);
  return Object.fromEntries(given.filter(([, rule]) => rule !== ""));
}

/** Say what is wrong; opens the part of the form that hides it. */
function faulty() {
  const bad = form.querySelector(":invalid:not(fieldset)");
  if (!bad) return false;
  bad.closest("details")?.setAttribute("open", "");
  bad.reportValidity();
  return true;
}

/** Call the server with the token that it may ask for before it lets somebody make games, or try scenarios. */
async function callAsCreator(path, body) {
  const token = form.elements.create_token.value;
  const answer = await call("POST", path, body, token ? { Authorization: `Bearer ${token}` } : {}, AT_WORK);
  if (answer.code === "create-token") $("create-token").hidden = false;
  return answer;
}

async function open(event) {
  event.preventDefault();
  if (faulty()) return;
  $("open").setAttribute("aria-busy", "true");
  const answer = await callAsCreator("/api/games", settings());
  $("open").removeAttribute("aria-busy");
  $("trouble").textContent = answer.ok ? "" : answer.message;
  if (!answer.ok) return;
  location.assign(`/host/${answer.data.code}/`);
}

async function download() {
  if (faulty()) return;
  const answer = await callAsCreator("/api/scenarios/preview", settings());
  $("trouble").textContent = answer.ok ? "" : answer.message;
  if (!answer.ok) return;
  const href = URL.createObjectURL(new Blob([answer.data.toml], { type: "application/toml" }));
  make("a", { href, download: answer.data.file }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

async function upload() {
  const [file] = $("file").files;
  if (!file) return;
  const read = await readScenario(file, { said: $("upload-said"), faults: $("faults") }, callAsCreator);
  if (!read) return;
  scenarios = [...scenarios.filter((each) => !each.toml), read];
  drawCards(read.name);
}

$("cards").addEventListener("change", drawChoice);
$("file").addEventListener("change", upload);
$("download").addEventListener("click", download);
form.addEventListener("submit", open);

await enter(); // with what the server printed at its start, behind the #
const answer = await call("GET", "/api/scenarios");
if (answer.ok) {
  scenarios = answer.data;
  drawCards(scenarios[0].name);
} else {
  $("trouble").textContent = answer.message;
}
