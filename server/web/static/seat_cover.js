// How many periods of cover a seat wants: the order that brings stock and orders there is filled into the boxes.
import { make, say, show } from "./dom.js";
import { isOpen, parsed, weekOf } from "./seat_order.js";
import { laneName } from "./seat_words.js";
import { named, number, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const STEP = 0.5; // periods of cover, by a press of a button
const MOST = 99; // periods

/** The control of a seat's cover, in the order form. `view()` gives the newest view, `ordered()` what was ordered. */
export function coverForm(view, ordered) {
  const place = $("cover");
  const wanted = {}; // periods of cover by item, as they were last chosen
  let filled = ""; // the week whose boxes were filled

  function draw() {
    const fresh = view();
    const items = Object.entries(fresh.camp?.items ?? {});
    place.hidden = items.length === 0 || !isOpen(fresh);
    if (place.hidden || filled === weekOf(fresh)) return;
    filled = weekOf(fresh);
    show(place, items.map(([item], at) => box(fresh, item, at, items.length > 1)));
    for (const [item] of items) tell(item, !ordered());
  }

  function box({ camp, game }, item, at, several) {
    wanted[item] ??= camp.cover;
    const label = several ? t("Weeks of cover you want: {item}", { item: named(item) }) : t("Weeks of cover you want");
    const step = (by, sign, words) => make("button", { type: "button", class: "step secondary target", "data-cover-step": by, "data-for": `cover-${at}`, "aria-label": words }, sign);
    const input = make("input", { id: `cover-${at}`, "data-cover": item, inputmode: "decimal", autocomplete: "off", maxlength: 5, "aria-describedby": `cover-hint-${at}` });
    input.value = String(wanted[item]);
    return make(
      "div",
      { "data-key": `${item} ${game.code} ${filled}` },
      make("label", { for: `cover-${at}` }, label),
      make("div", { class: "stepper" }, step(-STEP, "−", t("less")), input, step(STEP, "+", t("more"))),
      make("p", { class: "hint", id: `cover-hint-${at}`, "data-hint": item }),
    );
  }

  /** Say how the order comes about, and fill it into the boxes; what comes from others than the slowest stays as it was typed. */
  function tell(item, fill) {
    const fresh = view();
    const cover = fresh.camp.items[item];
    const units = orderTo(cover, wanted[item], (fresh.limits.items?.[item] ?? fresh.limits).whole);
    const values = { units: number(units), time: number(cover.periods), cover: number(wanted[item]), use: number(cover.use, 1), position: number(cover.position) };
    const hint = t("Order {units}: ({time} weeks until goods come + {cover} of cover) × {use} a week, less {position} in stock and on order.", values);
    const express = cover.express ? ` ${t("From {supplier} goods come sooner: an emergency shipment.", { supplier: laneName(cover.express, fresh.seat.site) })}` : "";
    say(place.querySelector(`[data-hint="${CSS.escape(item)}"]`), hint + express);
    if (!fill) return;
    const boxes = [...document.querySelectorAll(`#order input[data-item="${CSS.escape(item)}"]`)];
    const [last] = boxes.slice(-1); // the slowest supplier's
    const others = boxes.slice(0, -1);
    for (const input of others) if (input.value === "") input.value = "0";
    last.value = String(Math.max(units - others.reduce((sum, input) => sum + (parsed(input.value) ?? 0), 0), 0));
  }

  function choose(input) {
    const periods = parsed(input.value);
    const wrong = periods === null || periods > MOST;
    input.setAttribute("aria-invalid", String(wrong));
    if (wrong) return;
    wanted[input.dataset.cover] = periods;
    tell(input.dataset.cover, true);
  }

  place.addEventListener("input", ({ target }) => target.matches("input[data-cover]") && choose(target));
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-cover-step]");
    if (!button) return;
    const input = $(button.dataset.for);
    input.value = String(Math.min(Math.max((parsed(input.value) ?? 0) + Number(button.dataset.coverStep), 0), MOST));
    choose(input);
  });
  return { draw };
}

/** The order that brings stock and orders to so many periods of cover of recent use. */
function orderTo({ use, position, periods }, cover, whole) {
  const units = Math.max((periods + cover) * use - position, 0);
  return whole ? Math.round(units) : Math.round(100 * units) / 100;
}

/** What a held camp forbids of some orders, in a sentence; nothing where it allows them. */
export function campFault({ camp, seat }, orders) {
  for (const [item, { least = 0, most = Infinity, most_express: rush = 0, express }] of Object.entries(camp?.items ?? {})) {
    const order = orders[item];
    const units = typeof order === "number" ? order : Object.values(order).reduce((sum, each) => sum + each, 0);
    if (units < least) return t("Your team keeps stock: order {n} or more.", { n: number(least) });
    if (units <= most || (express && order[express] === units && units <= rush)) continue;
    const values = { n: number(most), more: number(rush), supplier: express ? laneName(express, seat.site) : "" };
    return rush > most ? t("Your team runs lean: order {n} or less, or up to {more} from {supplier} alone.", values) : t("Your team runs lean: order {n} or less.", values);
  }
  return "";
}
