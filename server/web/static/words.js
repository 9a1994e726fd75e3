// The page's sentences in its language, and numbers as that language writes them.

const block = JSON.parse(document.getElementById("words").textContent);

/** The language of the page: en, es, de, fr, pt or zh. */
export const lang = block.lang;

const plurals = new Intl.PluralRules(lang);
let spoken = "week"; // the period of which the page speaks

/** Speak of the periods of a scenario from now on: sentences about weeks say days where these are days. */
export function speakOf(period) {
  spoken = period;
  for (const part of document.querySelectorAll("[data-days]")) part.textContent = part.dataset[period === "day" ? "days" : "weeks"];
}

/** A sentence as it is about the periods of the page; names in braces stay. */
function about(sentence) {
  return spoken === "day" ? sentence.replace(/(?<![{\w])([Ww])eek/g, (_, letter) => (letter === "W" ? "Day" : "day")) : sentence;
}

/** A sentence with {names} filled in. Write the sentence itself here, so that the collector finds it. */
export function t(sentence, values = {}) {
  const known = block.words[about(sentence)];
  return fill(Array.isArray(known) ? known[0] : known || about(sentence), values);
}

/** A sentence that counts: tn("{n} person", "{n} people", 3). */
export function tn(one, many, n, values = {}) {
  const forms = block.words[about(one)] || [about(one), about(many)];
  const form = plurals.select(n) === "one" ? forms[0] : forms[forms.length - 1];
  return fill(form, { n: number(n), ...values });
}

/** A name out of a scenario (a site, an item): in the page's language where it is a usual one, else as it is. */
export function named(text) {
  const known = Object.hasOwn(block.words, text) ? block.words[text] : text;
  return typeof known === "string" ? known : text;
}

/** A quantity. */
export function number(value, digits = 2) {
  return new Intl.NumberFormat(lang, { maximumFractionDigits: digits }).format(value);
}

/** An amount of money, always with its two decimals. */
export function money(value) {
  return new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

/** Names one after the other: "wholesaler, factory". */
export function list(names) {
  return new Intl.ListFormat(lang, { style: "narrow", type: "conjunction" }).format(names);
}

/** The heading of a period: "Week 3"; `period` is the scenario's word for it. */
export function periodTitle(period, n) {
  const values = { n: number(n) };
  if (period === "week") return t("Week {n}", values);
  if (period === "day") return t("Day {n}", values);
  if (period === "month") return t("Month {n}", values);
  return `${period} ${values.n}`;
}

/** So many periods: "2 weeks". */
export function duration(period, n) {
  if (period === "week") return tn("{n} week", "{n} weeks", n);
  if (period === "day") return tn("{n} day", "{n} days", n);
  if (period === "month") return tn("{n} month", "{n} months", n);
  return `${number(n)} × ${period}`;
}

/** That the first periods of a game do not count; nothing where all do. */
export function warmUpWords({ period, warm_up: n }) {
  if (!n) return "";
  if (period === "week" || period === "day") return tn("{n} week at the start does not count.", "{n} weeks at the start do not count.", n);
  return t("Not counted: the first {time}.", { time: duration(period, n) });
}

/** When something comes, counted in periods from now: "next week", "in 3 weeks". */
export function periodAhead(period, n) {
  const values = { n: number(n) };
  if (period === "week") return n === 1 ? t("next week") : t("in {n} weeks", values);
  if (period === "day") return n === 1 ? t("next day") : t("in {n} days", values);
  if (period === "month") return n === 1 ? t("next month") : t("in {n} months", values);
  return `${period} +${values.n}`;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}
