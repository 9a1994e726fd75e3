// The sheet at the side of the room: one team, one seat, or the links; it stays up to date while it is open.
import { make, say, show } from "./dom.js";
import { findPerson, findSeat, missing, seatState, underWay } from "./host_facts.js";
import { inviteSheet } from "./host_invite.js";
import { peopleSheet } from "./host_people.js";
import { campChip, campName, otherCamp } from "./camps.js";
import { ruleWords } from "./bots.js";
import { seatButton, stateWords, weekWords } from "./host_room.js";
import { amount } from "./seat_words.js";
import { list, money, named, number, t } from "./words.js";

/**
 * The sheet: `team(number)`, `seat(number, site)`, `people()` and `invite()` open it, `refresh()` draws it anew.
 * `chosen()` gives the ids of the people that are ticked and still there.
 */
export function sheet(look) {
  const dialog = document.getElementById("sheet");
  const title = document.getElementById("sheet-title");
  const body = document.getElementById("sheet-body");
  let ticked = new Set(); // people, by id
  let draw = null; // what is open: gives [title, children], or null when it is gone

  function refresh() {
    if (!draw || !dialog.open) return;
    const drawn = draw(look());
    if (!drawn) return dialog.close();
    say(title, drawn[0]);
    show(body, drawn[1]);
  }

  function open(what) {
    draw = what;
    show(body);
    if (!dialog.open) dialog.showModal();
    refresh();
  }

  dialog.addEventListener("close", () => (draw = null));
  body.addEventListener("change", ({ target }) => {
    if (target.name !== "person") return;
    if (target.checked) ticked.add(target.value);
    else ticked.delete(target.value);
    refresh();
  });
  return {
    refresh,
    team: (wanted) => open((view) => teamSheet(view, wanted)),
    chosen: () => [...ticked].filter((id) => findPerson(look(), id)),
    people: () => {
      ticked = new Set();
      open((view) => [t("People"), peopleSheet(view, ticked)]);
    },
    seat: (number, site) => open((view) => seatSheet(view, number, site)),
    invite: () => {
      const shown = { now: false };
      open((view) => [t("Invite and links"), inviteSheet(view, shown)]);
    },
  };
}

function teamSheet(view, wanted) {
  const team = view.teams.find((each) => each.number === wanted);
  if (!team) return null;
  const { game } = view;
  const open = missing(team).map((seat) => named(seat.site));
  const facts = [weekWords(team, game), t("cost so far: {cost}", { cost: money(team.cost) })];
  if (team.profit !== undefined) facts.push(t("profit so far: {profit}", { profit: money(team.profit) }));
  if (underWay(game) && open.length > 0) facts.push(t("waits for {sites}", { sites: list(open) }));
  const of = { "data-team": team.number };
  const started = team.week > 1 || team.over;
  const apart = game.pace !== "step"; // in step, weeks close and are taken back for all teams at once
  return [
    team.name,
    [
      make("p", {}, campChip(team.camp), team.camp ? " " : null, facts.filter(Boolean).join(" · ")),
      make("ul", { class: "seats" }, team.seats.map((seat) => make("li", { "data-key": seat.site }, seatButton(team, seat, game)))),
      make(
        "div",
        { class: "row" },
        apart ? button(t("Close this team's week"), "close", { ...of, disabled: !underWay(game) || team.over }) : null,
        button(t("Message"), "message", of),
        apart ? button(t("Undo its last week …"), "undo", { ...of, disabled: !started }) : null,
        button(t("Rename …"), "rename", of),
        team.camp && game.state === "lobby" ? button(t("Move to the other camp: {camp}", { camp: campName(otherCamp(team)) }), "camp", of) : null,
      ),
    ],
  ];
}

function seatSheet(view, wanted, site) {
  const found = findSeat(view, wanted, site);
  if (!found) return null;
  const { team, seat } = found;
  const state = seatState(seat, team, view.game);
  const of = { "data-team": team.number, "data-site": seat.site };
  return [
    `${team.name}: ${named(seat.site)}`,
    [
      make("p", {}, `${stateWords(state)}${seat.order ? ` · ${orderWords(seat)}` : ""}`),
      seat.people.length > 0 ? make("ul", { class: "people" }, seat.people.map(person)) : make("p", { class: "muted" }, t("Nobody sits here.")),
      make("p", { class: "muted" }, t("Bot: {rule}", { rule: ruleWords(seat.bot.rule) })),
      make(
        "div",
        { class: "row" },
        button(seat.bot.held ? t("Give the seat back to its people") : t("Let the bot play"), "seat-bot", of),
        button(t("Rule of the bot …"), "bot", of),
        button(t("Show the team"), "team", { "data-team": team.number }),
      ),
    ],
  ];
}

function orderWords({ order, site }) {
  const items = Object.entries(order);
  const words = items.map(([item, units]) => (items.length > 1 ? `${named(item)} ${amount(units, site)}` : amount(units, site)));
  return t("order: {units}", { units: words.join(", ") });
}

function person(each) {
  const of = { "data-person": each.id, "data-name": each.name };
  const away = each.away > 0 ? t("{n} weeks without an order", { n: number(each.away) }) : "";
  return make(
    "li",
    { "data-key": each.id },
    make("bdi", {}, each.name),
    make("span", { class: each.online ? "chip good" : "chip warn" }, each.online ? t("connected") : t("not connected")),
    make("span", { class: "muted" }, away),
    make("span", { class: "push row" }, button(t("Move …"), "move", of), button(t("Remove …"), "remove", of)),
  );
}

function button(text, act, data) {
  return make("button", { type: "button", class: "secondary outline", "data-act": act, ...data }, text);
}
