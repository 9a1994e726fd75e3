// The weeks that are over: two small charts, and all figures as a table.
import { lineChart } from "./chart.js";
import { make, show } from "./dom.js";
import { losses } from "./seat_figures.js";
import { claimantName, laneName } from "./seat_words.js";
import { money, named, number, t } from "./words.js";

const $ = (id) => document.getElementById(id);
let drawn = ""; // what stands there: it changes once a week, and a reader may be in it

/** Draw the history of a view, if it is another one than before. */
export function drawHistory(view) {
  const mark = `${view.seat.id} ${view.game.state} ${view.history.length} ${view.version.split("-")[0]}`;
  $("history").hidden = view.history.length === 0;
  if (mark === drawn || view.history.length === 0) return;
  drawn = mark;
  const items = Object.keys(view.history[0].items);
  show($("charts"), items.map((item) => charts(view, item, items.length > 1)));
  show($("rows"), items.map((item) => table(view, item, items.length > 1)));
}

function charts(view, item, several) {
  const figures = view.history.map((week) => week.items[item]);
  const first = view.history[0].week;
  const of = several ? ` (${named(item)})` : "";
  const last = view.game.state === "over" ? 0 : (view.game.weeks ?? 0);
  return [
    figure({
      title: t("Orders") + of,
      series: [
        { name: t("You ordered"), values: figures.map((each) => each.order) },
        { name: t("Asked for"), values: figures.map((each) => each.asked) },
      ],
      first,
      last,
    }),
    figure({
      title: t("Stock, and below zero backlog") + of,
      series: [{ name: t("Stock less backlog"), values: figures.map((each) => each.on_hand - each.backlog) }],
      first,
      last,
    }),
  ];
}

function figure({ title, series, first, last }) {
  const ends = series.map((each) => `${each.name}: ${number(each.values.at(-1))}`);
  const desc = `${ends.join("; ")}. ${t("All figures are in the table below.")}`;
  return make(
    "figure",
    { class: "chart" },
    make("figcaption", {}, title),
    series.length > 1 ? make("ul", { class: "legend" }, series.map((each, at) => make("li", { class: `s${at + 1}` }, each.name))) : null,
    lineChart({ series, first, title, desc, number, last }),
  );
}

function table(view, item, several) {
  const first = view.history[0].items[item];
  const own = (key) => (figures) => figures[key];
  const columns = [
    [t("Arrived"), own("received")],
    [t("Asked for"), own("asked")],
    [t("Sent"), own("shipped")],
    ...losses().filter(([key]) => first[key] !== undefined).map(([key, text]) => [text, own(key)]),
    [t("Stock"), own("on_hand")],
    [t("Backlog"), own("backlog")],
    [t("You ordered"), own("order")],
  ];
  if (first.customer_demand !== undefined) columns.push([t("Customers bought"), own("customer_demand")]);
  columns.push(...lines(first, view.seat.site));
  const header = (text) => make("th", { scope: "col" }, text);
  const rows = [...view.history].reverse().map((week) => {
    const figures = week.items[item];
    const cells = columns.map(([, read]) => make("td", {}, number(read(figures))));
    const earned = figures.profit === undefined ? [] : [make("td", {}, money(figures.profit))];
    return make("tr", {}, make("th", { scope: "row" }, number(week.week)), cells, make("td", {}, money(figures.cost)), earned);
  });
  const name = several ? named(item) : t("All figures as a table");
  return make(
    "div",
    { class: "table-wrap", tabindex: 0, role: "region", "aria-label": name },
    make(
      "table",
      { class: "numbers" },
      several ? make("caption", {}, name) : null,
      make("thead", {}, make("tr", {}, header(heading(view.game.period)), columns.map(([text]) => header(text)), header(t("Cost")), first.profit === undefined ? [] : header(t("Profit")))),
      make("tbody", {}, rows),
    ),
  );
}

/** The columns of each claimant and each supplier, where there are several. */
function lines({ claims = [], supplies = [] }, site) {
  const asked = claims.map((line, at) => [
    [t("Asked for: {name}", { name: claimantName(line) }), (figures) => figures.claims[at].asked],
    [t("Sent: {name}", { name: claimantName(line) }), (figures) => figures.claims[at].shipped],
    [t("Backlog: {name}", { name: claimantName(line) }), (figures) => figures.claims[at].owed],
  ]);
  const ordered = supplies.map((line, at) => [
    [t("You ordered: {name}", { name: laneName(line.from, site) }), (figures) => figures.supplies[at].order],
    [t("Arrived: {name}", { name: laneName(line.from, site) }), (figures) => figures.supplies[at].received],
  ]);
  return [...asked, ...ordered].flat();
}

function heading(period) {
  const known = { week: t("Week"), day: t("Day"), month: t("Month") };
  return known[period] ?? period;
}
