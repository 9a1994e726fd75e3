// A seat's books of the period under way: what came and went, what is there, what is owed, what is on its way.
import { make } from "./dom.js";
import { money, named, number, periodAhead, t } from "./words.js";

/** The cards of all items, and what the period costs. */
export function drawFigures(view) {
  const { sight, game } = view;
  const items = Object.entries(sight.items);
  const cards = items.map(([item, figures]) => {
    const books = [flows(figures), stocks(figures), coming(figures, game.period), shared(figures)];
    return items.length === 1 ? books : make("article", { "data-key": item }, make("h2", {}, named(item)), make("div", { class: "stack" }, books));
  });
  return [...cards, costs(sight)];
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

function flows(figures) {
  return grid("three", [
    [t("Arrived"), number(figures.received)],
    [t("Asked for"), number(figures.asked)],
    [t("Sent"), number(figures.shipped)],
  ]);
}

function stocks(figures) {
  return grid("two", [
    [t("Stock"), number(figures.on_hand), t("is here and can be sent")],
    [t("Backlog"), number(figures.backlog), t("is owed and goes out first"), figures.backlog > 0],
  ]);
}

function coming(figures, period) {
  const arrivals = (figures.coming ?? []).map((units, at) => [units, at + 1]).filter(([units, ahead]) => units > 0 || ahead <= 2);
  const parts = arrivals.map(([units, ahead]) => make("span", { class: "arrival" }, make("b", {}, number(units)), ` ${periodAhead(period, ahead)}`));
  return make(
    "dl",
    { class: "figures way" },
    make(
      "div",
      {},
      make("dt", {}, t("On its way to you")),
      make("dd", { class: "arrivals" }, parts.length > 0 ? parts : number(figures.in_transit)),
      make("dd", { class: "hint" }, t("Ordered, but not sent to you yet: {n}", { n: number(Math.max(0, figures.on_order - figures.in_transit)) })),
    ),
  );
}

/** What the scenario shows to all, where it does. */
function shared(figures) {
  const rows = [];
  if (figures.customer_demand !== undefined) rows.push([t("Customers bought"), number(figures.customer_demand), t("at the end of the chain")]);
  if (figures.echelon_stock !== undefined) rows.push([t("Stock down the chain"), number(figures.echelon_stock), t("yours and all below, less what customers wait for")]);
  return rows.length > 0 ? grid(rows.length > 1 ? "two" : "one", rows) : null;
}

function costs(sight) {
  const now = Object.values(sight.items).reduce((sum, figures) => sum + figures.cost, 0);
  return grid("two costs", [
    [t("Cost now"), money(now)],
    [t("Cost so far"), money(sight.cost_so_far)],
  ]);
}

function grid(columns, rows) {
  const cells = rows.map(([name, figure, hint, bad]) =>
    make("div", { class: bad ? "bad" : null }, make("dt", {}, name), make("dd", {}, figure), hint ? make("dd", { class: "hint" }, hint) : null),
  );
  return make("dl", { class: `figures ${columns}` }, cells);
}
