// The page's sentences in its language, and numbers as that language writes them.

const block = JSON.parse(document.getElementById("words").textContent);

/** The language of the page: en, es, de, fr, pt or zh. */
export const lang = block.lang;

const plurals = new Intl.PluralRules(lang);

/** A sentence with {names} filled in. Write the sentence itself here, so that the collector finds it. */
export function t(sentence, values = {}) {
  const known = block.words[sentence];
  return fill(Array.isArray(known) ? known[0] : known || sentence, values);
}

/** A sentence that counts: tn("{n} person", "{n} people", 3). */
export function tn(one, many, n, values = {}) {
  const forms = block.words[one] || [one, many];
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
