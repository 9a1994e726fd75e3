// Disruptions in words: what happens, where, when.  Pure: no page, no network.
import { duration, list, named, number, periodTitle, t } from "./words.js";

/** A disruption that is on, or announced, in a sentence. */
export function disruptionWords(told, period) {
  return `${told.name}: ${whatHappens(told, period)} (${placeWords(told)}), ${whenWords(told, period)}`;
}

/** A kind of disruption, as it is to be chosen from. */
export function kindWords(kind) {
  const kinds = {
    demand: t("customers ask for more or less"),
    shipping: t("no shipments leave"),
    capacity: t("production and transport stop"),
    orders: t("nothing can be ordered"),
    loss: t("part of the goods is lost"),
    price: t("prices change"),
    transit: t("goods on their way stand still"),
    receiving: t("goods that arrive wait outside"),
    lead_time: t("deliveries take longer"),
    information: t("figures come late"),
  };
  return kinds[kind] ?? kind;
}

/** A lane, "maker>shop" in a scenario's file. */
export function laneWords(lane) {
  const [from, to] = lane.split(">");
  return `${from === "outside" ? t("the outside world") : named(from)} → ${named(to)}`;
}

function whatHappens({ kind, severity, factor, longer, age }, period) {
  const part = { n: number(100 * (severity ?? 1)) };
  const usual = { n: number(100 * (factor ?? 1 - (severity ?? 0))) };
  const partly = {
    shipping: () => t("{n}% of the shipments stay back", part),
    capacity: () => t("{n}% less is made and sent", part),
    orders: () => t("{n}% of each order is lost", part),
    transit: () => t("{n}% of the goods on their way stand still", part),
    receiving: () => t("{n}% of the goods that arrive wait outside", part),
  };
  if (kind === "loss") return t("{n}% of the goods are lost", part);
  if (kind === "demand" && (factor ?? severity) !== undefined) return t("customers ask for {n}% of the usual", usual);
  if (kind === "price" && factor !== undefined) return t("prices are at {n}% of the usual", usual);
  if (longer !== undefined) return t("deliveries take {time} longer", { time: duration(period, longer) });
  if (age !== undefined) return t("figures come {time} late", { time: duration(period, age) });
  return severity < 1 && partly[kind] ? partly[kind]() : kindWords(kind);
}

function placeWords({ sites, regions, items, lane }) {
  const places = [...sites.map(named), ...regions, ...items.map(named), ...(lane ? [laneWords(lane)] : [])];
  return places.length > 0 ? list(places) : t("everywhere");
}

function whenWords({ on, first, last }, period) {
  const [from, to] = [first, last].map((week) => (week === null ? "" : periodTitle(period, week)));
  if (on) return last === null ? t("now") : t("now, until {week}", { week: to });
  if (first === null) return t("by chance");
  if (last === null) return t("from {week} on", { week: from });
  return first === last ? from : t("{first} to {last}", { first: from, last: to });
}
