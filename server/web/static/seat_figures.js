// A seat's books of the period under way: what came and went, what is there, what is owed, what is on its way.
import { make } from "./dom.js";
import { claimantName, laneName } from "./seat_words.js";
import { money, named, number, periodAhead, t } from "./words.js";

/** The cards of all items, and what the period costs. */
export function drawFigures(view, hints) {
  const { sight, game } = view;
  const items = Object.entries(sight.items);
  const cards = items.map(([item, figures]) => {
    const books = [flows(figures), gone(figures), stocks(figures), claims(figures, item), coming(figures, view, item, hints), shared(figures)];
    return items.length === 1 ? books : make("article", { "data-key": item }, make("h2", {}, named(item)), make("div", { class: "stack" }, books));
  });
  const open = items.some(([, figures]) => figures.coming !== undefined); // when all is over, all is paid for
  return [...cards, costs(sight, open && Object.values(hints).some((hint) => hint.paid))];
}

/** The books in one sentence per item, for who hears them. */
export function readOut(view) {
  const items = Object.entries(view.sight.items);
  const lines = items.map(([item, f]) => {
    const values = { received: number(f.received), asked: number(f.asked), shipped: number(f.shipped) };
    const stock = { on_hand: number(f.on_hand), backlog: number(f.backlog) };
    const line = t("Arrived {received}, asked for {asked}, sent {shipped}. Stock {on_hand}, backlog {backlog}.", { ...values, ...stock });
    return items.length === 1 ? line : `${named(item)}: ${line}`;
  });
  return lines.join(" ");
}

/** What can leave otherwise than by being sent, where that can happen: [key, its name, a hint]. */
export function losses() {
  return [
    ["lost", t("Lost sales"), t("customers who did not wait")],
    ["outdated", t("Thrown away"), t("its time was over")],
    ["shrunk", t("Vanished"), t("from the stock")],
  ];
}

function flows(figures) {
  return grid("three", [
    [t("Arrived"), number(figures.received)],
    [t("Asked for"), number(figures.asked)],
    [t("Sent"), number(figures.shipped)],
  ]);
}

function gone(figures) {
  const rows = losses().filter(([key]) => figures[key] !== undefined);
  const cells = rows.map(([key, name, hint]) => [name, number(figures[key]), hint, figures[key] > 0]);
  return cells.length > 0 ? grid(["one", "two", "three"][cells.length - 1], cells) : null;
}

function stocks(figures) {
  return grid("two", [
    [t("Stock"), number(figures.on_hand), t("is here and can be sent")],
    [t("Backlog"), number(figures.backlog), t("is owed and goes out first"), figures.backlog > 0],
  ]);
}

/** Who asked for how much, where several do. */
function claims({ claims: lines = [] }, item) {
  if (lines.length < 2) return null;
  const columns = [[t("Asked for"), "asked"], [t("Sent"), "shipped"], [t("Backlog"), "owed"]];
  const rows = lines.map((line) =>
    make("tr", {}, make("th", { scope: "row" }, claimantName(line)), columns.map(([, key]) => make("td", {}, number(line[key])))),
  );
  const head = [make("th", { scope: "col" }, t("Who asks")), columns.map(([name]) => make("th", { scope: "col" }, name))];
  const name = t("Who asks for {item}", { item: named(item) });
  return make("table", { class: "numbers lines", "aria-label": name }, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows));
}

/** What is on its way: in all, or from each supplier where there are several. */
function coming(figures, view, item, hints) {
  const { site } = view.seat;
  const several = figures.coming !== undefined && figures.supplies !== undefined; // not when all is over
  const owed = view.sight.owed[item] ?? 0;
  const lines = several ? figures.supplies : [{ ...figures, owed, received: null, from: hints[item]?.made ? site : "" }];
  return make("dl", { class: "figures way" }, lines.map((line) => supply(line, figures, view, several ? laneName(line.from, site) : "")));
}

function supply(line, figures, view, from) {
  const arrivals = (line.coming ?? []).map((units, at) => [units, at + 1]);
  const known = arrivals.reduce((sum, [units]) => sum + units, 0);
  const open = figures.coming !== undefined && line.in_transit - known > 1e-6 ? line.in_transit - known : 0;
  const shown = arrivals.filter(([units, ahead]) => units > 0 || (!from && !open && ahead <= 2));
  const parts = shown.map(([units, ahead]) => arrival(units, periodAhead(view.game.period, ahead)));
  if (open) parts.push(arrival(open, t("nobody knows when")));
  const unsent = line.mail === undefined ? Math.max(0, figures.on_order - figures.in_transit) : line.mail + line.owed;
  const made = line.from.replace(/ #\d+$/, "") === view.seat.site; // by a recipe
  const hints = [made ? t("Ordered, but not begun yet: {n}", { n: number(unsent) }) : t("Ordered, but not sent to you yet: {n}", { n: number(unsent) })];
  if (line.owed > 0 && !made) hints.push(t("{n} of it are owed to you", { n: number(line.owed) }));
  if (from) hints.unshift(t("Arrived: {n}", { n: number(line.received) }));
  return make(
    "div",
    { "data-key": from },
    make("dt", {}, made ? t("Being made") : from ? t("On its way from {supplier}", { supplier: from }) : t("On its way to you")),
    make("dd", { class: "arrivals" }, parts.length > 0 ? parts : number(line.in_transit)),
    make("dd", { class: "hint" }, hints.join(" · ")),
  );
}

function arrival(units, when) {
  return make("span", { class: "arrival" }, make("b", {}, number(units)), ` ${when}`);
}

/** What the scenario shows to all, where it does. */
function shared(figures) {
  const rows = [];
  if (figures.customer_demand !== undefined) rows.push([t("Customers bought"), number(figures.customer_demand), t("at the end of the chain")]);
  if (figures.echelon_stock !== undefined) rows.push([t("Stock down the chain"), number(figures.echelon_stock), t("yours and all below, less what customers wait for")]);
  return rows.length > 0 ? grid(rows.length > 1 ? "two" : "one", rows) : null;
}

/** What it costs and, where customers pay, what is earned; `paid` where goods that come or are made are paid for. */
function costs(sight, paid) {
  const now = Object.values(sight.items).reduce((sum, figures) => sum + figures.cost, 0);
  const cost = [
    [t("Cost now"), money(now), paid ? t("without goods bought or made now: they are paid for when this is over") : null],
    [t("Cost so far"), money(sight.cost_so_far)],
  ];
  if (sight.profit_so_far === undefined) return grid("two costs", cost);
  const earned = [
    [t("Profit so far"), money(sight.profit_so_far), t("sales less all costs: your score")],
    [t("Cash"), money(sight.cash), t("in your account")],
  ];
  return grid("two costs", [...earned, ...cost]);
}

function grid(columns, rows) {
  const cells = rows.map(([name, figure, hint, bad]) =>
    make("div", { class: bad ? "bad" : null }, make("dt", {}, name), make("dd", {}, figure), hint ? make("dd", { class: "hint" }, hint) : null),
  );
  return make("dl", { class: `figures ${columns}` }, cells);
}
