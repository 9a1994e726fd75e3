// What holds at the own site, in words: costs, suppliers with their delays, recipes, limits, what customers put up with.
import { make, show } from "./dom.js";
import { claimantName, laneName } from "./seat_words.js";
import { duration, list, money, named, number, periodTitle, t, warmUpWords } from "./words.js";

const $ = (id) => document.getElementById(id);

/** What a cost is paid for, and whether in every period that it lasts. One more is a line here. */
const COSTS = () => ({
  holding_cost: [t("A unit in stock"), true],
  capital_cost: [t("Capital that a unit ties up"), true],
  backlog_cost: [t("A unit that you owe"), true],
  order_cost: [t("An order, whatever its size"), false],
  lost_cost: [t("A unit that a customer no longer waits for"), false],
  discard_cost: [t("A unit that is thrown away"), false],
});

/** Draw the terms of a seat; without any, the section is not there. */
export function drawTerms(terms, view) {
  $("terms").hidden = terms === null;
  if (terms === null) return;
  const items = Object.keys(view.sight.items); // in their order, which JSON's objects do not keep
  const several = items.length > 1;
  const part = (title, content) => make("section", {}, several ? make("h2", {}, title) : null, content);
  const site = sentences([...ofSite(terms, view.game.period), warmUpWords(view.game)]);
  show($("terms-body"), items.map((item) => part(named(item), ofItem(item, terms.items[item], terms, view))), site ? part(named(terms.site), site) : null);
}

/** For the order form: of each item whether it is made here and paid for, how its order is split, and what its lanes round to. */
export function orderHints(terms) {
  const items = Object.entries(terms?.items ?? {});
  const paid = (lane) => Boolean(lane.price || lane.discounts || lane.shipment_cost);
  return Object.fromEntries(items.map(([item, own]) => [item, { made: own.lanes.every((lane) => lane.recipe), paid: own.lanes.some(paid), text: splitOf(own, terms.site), multiples: multiples(own) }]));
}

/** What orders are rounded up to, by lane; of an only lane under no name. Where luck or a rule splits an order, none is known. */
function multiples({ lanes, by_lane: apart }) {
  if (!apart && lanes.length > 1) return {};
  return Object.fromEntries(lanes.filter((lane) => lane.multiple > 1).map((lane) => [apart ? lane.from : "", lane.multiple]));
}

/** What suppliers round up of an order, as it is then; nothing of it if that changes nothing. */
export function asRounded(orders, hints) {
  const up = (units, step) => (step ? Math.ceil(units / step - 1e-9) * step : units);
  const rounded = Object.entries(orders).map(([item, order]) => {
    const steps = hints[item]?.multiples ?? {};
    const made = typeof order === "number" ? up(order, steps[""]) : Object.fromEntries(Object.entries(order).map(([lane, units]) => [lane, up(units, steps[lane])]));
    return JSON.stringify(made) === JSON.stringify(order) ? null : [item, made];
  });
  return Object.fromEntries(rounded.filter(Boolean));
}

function ofItem(item, own, terms, view) {
  const { period } = view.game;
  const under = Object.keys(terms.items).length > 1 ? "h3" : "h2";
  return [
    facts([...saleRows(own), ...costRows(own.costs, period)]),
    own.lanes.map((lane) => [make(under, {}, laneTitle(lane, item, terms.site)), facts(laneRows(lane, item, period))]),
    sentences([...customerLines(own, period), ...stockLines(own, period), ...orderLines(own, terms.site, view.limits.items?.[item] ?? view.limits)]),
  ];
}

/** What customers and other sites pay for a unit. */
function saleRows(own) {
  const paying = own.claimants.filter((claimant) => claimant.price);
  const sites = paying.map((claimant) => [t("{name} pays for a unit", { name: claimantName(claimant) }), money(claimant.price)]);
  return own.sale_price ? [[t("Customers pay for a unit"), money(own.sale_price)], ...sites] : sites;
}

function costRows(costs, period) {
  const known = Object.entries(COSTS()).filter(([kind]) => costs[kind] !== undefined);
  return known.map(([kind, [what, lasts]]) => [what, lasts ? each(period, money(costs[kind])) : money(costs[kind])]);
}

function laneTitle(lane, item, site) {
  if (lane.recipe) return t("How {item} is made", { item: named(item) });
  return t("From {supplier}", { supplier: laneName(lane.from, site) });
}

/** A lane's facts, name and value; those that are not there are left out. */
function laneRows(lane, item, period) {
  const rows = [];
  if (lane.recipe) {
    const inputs = Object.entries(lane.recipe).map(([input, units]) => `${number(units, 6)} ${named(input)}`);
    rows.push([t("Recipe"), `1 ${named(item)} = ${inputs.join(" + ")}`]);
  }
  rows.push([t("An order is on its way for"), lane.order_delay === 0 ? t("no time") : duration(period, lane.order_delay)]);
  rows.push([lane.recipe ? t("Making takes") : t("Goods are on their way for"), leadTime(lane.lead_time, period)]);
  if (lane.capacity) rows.push([t("At most"), each(period, number(lane.capacity))]);
  if (lane.yield !== undefined) rows.push([t("Of use when it arrives, on average"), share(lane.yield)]);
  if (lane.price) rows.push([lane.recipe ? t("Making a unit costs") : t("Price of a unit"), money(lane.price) + (lane.price_changes ? ` (${t("it may change")})` : "")]);
  for (const step of lane.discounts ?? []) rows.push([t("Price of a unit from {n} on", { n: number(step.from) }), money(step.price)]);
  if (lane.shipment_cost) rows.push([t("Each shipment"), money(lane.shipment_cost)]);
  if (lane.holding_cost) rows.push([t("A unit on its way"), each(period, money(lane.holding_cost))]);
  if (lane.minimum) rows.push([t("The smallest order"), number(lane.minimum)]);
  if (lane.multiple) rows.push([t("Orders are rounded up to a multiple of"), number(lane.multiple)]);
  return rows;
}

function leadTime(time, period) {
  if (typeof time === "number") return duration(period, time);
  const values = { mean: duration(period, time.mean), low: number(time.low), high: duration(period, time.high) };
  return t("{mean} on average, mostly {low} to {high}", values);
}

function customerLines(own, period) {
  const lines = [t("It is asked for by: {names}", { names: list(own.claimants.map(claimantName)) })];
  const none = own.patience === 0 || own.lost_share === 1;
  if (none) lines.push(t("Customers do not wait: what you cannot give them at once is lost."));
  else if (own.patience) lines.push(t("Customers wait for {time}; then what they have not got is lost.", { time: duration(period, own.patience) }));
  if (own.lost_share && !none) lines.push(t("Of what you cannot give customers at once, {share} is lost.", { share: share(own.lost_share) }));
  if (own.goodwill) lines.push(t("Customers remember: who was not served asks for less afterwards."));
  return lines;
}

function stockLines(own, period) {
  const lines = [];
  if (own.shelf_life) {
    lines.push(t("Goods keep for {time}, that of their arrival included; what is left then is thrown away.", { time: duration(period, own.shelf_life) }));
    lines.push(own.issue === "lifo" ? t("The newest goods go out first.") : t("The oldest goods go out first."));
  }
  if (own.shrinkage) lines.push(t("{share} of what is left vanishes, {each}.", { share: share(own.shrinkage), each: perPeriod(period) }));
  if (own.obsolete_at) lines.push(t("{when} and later all that is left is thrown away.", { when: periodTitle(period, own.obsolete_at) }));
  return lines;
}

function orderLines(own, site, limits) {
  const lines = [splitOf(own, site)];
  if (limits.negative) lines.push(t("Goods may go back: then order less than 0."));
  if (limits.cap !== null) lines.push(t("Order {n} at most.", { n: number(limits.cap) }));
  if (limits.minimum > 0) lines.push(t("Order nothing, or {n} at least.", { n: number(limits.minimum) }));
  if (limits.multiple > 0) lines.push(t("Order a multiple of {n}.", { n: number(limits.multiple) }));
  return lines;
}

/** How an order is split over several suppliers; nothing where there is one. */
function splitOf(own, site) {
  if (own.lanes.length < 2) return null;
  if (own.by_lane) return t("You say how much to order from each.");
  const names = own.lanes.map((lane) => laneName(lane.from, site));
  const { type, shares, order, weights } = own.sourcing;
  const parts = (given) => list(Object.entries(given).map(([name, part]) => `${laneName(name, site)} ${share(part)}`));
  if (type === "shares") return t("Your order is split: {shares}.", { shares: parts(shares) });
  if (type === "cheapest") return t("Your order goes to where this quantity costs least: {names}.", { names: list(names) });
  if (type === "random") {
    const all = Object.values(weights ?? {}).reduce((sum, weight) => sum + weight, 0);
    const chances = all > 0 ? parts(Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, weight / all]))) : list(names);
    return t("Luck says where your order goes: {names}.", { names: chances });
  }
  const turn = order?.length > 0 ? order.map((name) => laneName(name, site)) : names;
  return t("Your order goes to who comes first and can deliver, the rest to the next: {names}.", { names: turn.join(", ") });
}

function ofSite(terms, period) {
  const lines = [];
  if (terms.capacity && terms.uses) {
    const uses = Object.entries(terms.uses).map(([item, use]) => `${named(item)} ${number(use, 6)}`);
    lines.push(t("Your site has a capacity of {n}; of it a unit takes: {uses}.", { n: each(period, number(terms.capacity)), uses: list(uses) }));
  } else if (terms.capacity) lines.push(t("Your site has a capacity of {n}.", { n: each(period, number(terms.capacity)) }));
  if (terms.storage) lines.push(t("There is room for {n}; what is too much waits outside until there is room.", { n: number(terms.storage) }));
  if (terms.allocation === "proportional") lines.push(t("When goods are short, everybody gets the same share of what is asked for and owed."));
  if (terms.allocation === "priority") lines.push(t("When goods are short, some are served before others."));
  if (terms.allocation === "first-come") lines.push(t("When goods are short, who asked first is served first."));
  return lines;
}

const share = (part) => `${number(100 * part)}%`;

/** "0.50 per week". */
const each = (period, amount) => t("{amount} {each}", { amount, each: perPeriod(period) });

function perPeriod(period) {
  const known = { week: t("per week"), day: t("per day"), month: t("per month") };
  return known[period] ?? `/ ${period}`;
}

function facts(rows) {
  const body = rows.map(([name, value]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value)));
  return rows.length > 0 ? make("table", { class: "facts" }, make("tbody", {}, body)) : null;
}

function sentences(lines) {
  const said = lines.filter(Boolean).map((line) => make("li", {}, line));
  return said.length > 0 ? make("ul", {}, said) : null;
}
