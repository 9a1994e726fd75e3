// Who is in the room, the newest first: to be ticked, and removed together; and the room's lock.
import { make } from "./dom.js";
import { findPerson } from "./host_facts.js";
import { lang, list, named, t, tn } from "./words.js";

const hour = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** What the sheet shows; `ticked` are the ids of those that are chosen. */
export function peopleSheet(view, ticked) {
  const { locked, banned } = view.game;
  const people = view.teams.flatMap((team) => team.seats.flatMap((seat) => seat.people.map((each) => ({ each, team, seat }))));
  people.sort((one, other) => other.each.joined - one.each.joined);
  const chosen = [...ticked].filter((id) => findPerson(view, id)).length;
  return [
    make(
      "div",
      { class: "row" },
      button(locked ? t("Open the room again") : t("Lock the room: nobody else comes in"), "lock"),
      button(chosen > 0 ? tn("Remove {n} person …", "Remove {n} people …", chosen) : t("Remove those ticked …"), "remove-chosen", chosen === 0),
    ),
    banned.length > 0
      ? make("p", { class: "row" }, t("Out for good: {names}", { names: list(banned) }), " ", button(t("Let them join again"), "let-in"))
      : null,
    people.length === 0 ? make("p", { class: "muted" }, t("Nobody has joined yet.")) : null,
    make("ul", { class: "people" }, people.map((one) => line(one, ticked))),
  ];
}

function line({ each, team, seat }, ticked) {
  const box = make("input", { type: "checkbox", name: "person", value: each.id });
  box.checked = ticked.has(each.id);
  return make(
    "li",
    { "data-key": each.id },
    make("label", {}, box, make("bdi", {}, each.name)),
    make("span", { class: "muted" }, `${team.name}, ${named(seat.site)}`),
    make("time", { class: "muted push", datetime: new Date(each.joined).toISOString() }, hour.format(new Date(each.joined))),
  );
}

function button(text, act, disabled = false) {
  return make("button", { type: "button", class: "secondary outline", "data-act": act, disabled }, text);
}
