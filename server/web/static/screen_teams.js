// Teams as the projector shows them: who has joined, and how far each is.
import { campChip } from "./camps.js";
import { make } from "./dom.js";
import { list, money, named, number, t, tn } from "./words.js";

const FEW = 2; // seats that are named one by one

/** A team in the lobby: its name and its people, by name where the server tells them. */
export function joinedTeam(team) {
  const people = team.names ?? [];
  return make(
    "li",
    { "data-key": `team-${team.number}`, class: team.people > 0 ? "" : "nobody" },
    make("b", {}, team.name),
    " ",
    campChip(team.camp),
    " ",
    people.length > 0
      ? make("span", { class: "names" }, people.map((name) => make("bdi", {}, name)))
      : make("span", { class: "names" }, tn("{n} person", "{n} people", team.people)),
  );
}

/** The teams in the order in which they are shown: by number, or by cost or profit where the host shows it. */
export function standing(view) {
  if (!view.figures) return view.teams;
  const net = (team) => (team.profit === undefined ? team.cost : -team.profit);
  return [...view.teams].sort((one, other) => net(one) - net(other) || one.number - other.number);
}

/** Whom a team waits for: by name, or how many, so that it stays on one line. */
function waitWords(sites) {
  if (sites.length > FEW) return t("waits for {n} seats", { n: number(sites.length) });
  return t("waits for {sites}", { sites: list(sites.map(named)) });
}

/** A bar that fills while a team's seats order. */
function ofWeek(team) {
  const ready = team.over ? team.seats : team.seats - team.waiting.length;
  const words = { team: team.name, n: number(ready), all: number(team.seats) };
  return { value: ready, max: team.seats, "aria-label": t("{team}: {n} of {all} seats are ready", words) };
}

/** A team in the race: name, week, a bar, whom it waits for, and its cost or profit where the host shows it. */
export function raceTeam(team, view, goal) {
  const playing = view.game.state === "playing" || view.game.state === "practice";
  const done = team.over ? goal : team.week - (view.game.weeks ? 1 : 0);
  const week = team.over ? t("finished") : t("week {n}", { n: number(team.week) });
  const waits = playing && !team.over && team.waiting.length > 0;
  const state = waits ? "waits" : playing || team.over ? "ready" : "";
  const words = waits ? waitWords(team.waiting) : state ? t("ready") : "";
  return make(
    "li",
    { "data-key": `team-${team.number}`, class: state },
    make("span", { class: "name" }, make("span", { class: "number", "aria-hidden": "true" }, number(team.number)), make("bdi", {}, team.name), " ", campChip(team.camp)),
    make("progress", goal ? { value: done, max: goal, "aria-label": t("{team}: {week}", { team: team.name, week }) } : ofWeek(team)),
    make("span", { class: "week" }, week),
    make("span", { class: "sign", "aria-hidden": "true" }, waits ? "…" : state ? "✓" : ""),
    make("span", { class: "words" }, team.over ? "" : words),
    view.figures && team.cost !== null ? make("span", { class: "cost" }, team.profit === undefined ? money(team.cost) : t("profit {profit}", { profit: money(team.profit) })) : null,
  );
}
