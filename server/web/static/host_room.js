// The room at a glance: a card for each team with its seats; many teams become tiles with a sign for each seat.
import { arrange, make, match } from "./dom.js";
import { campChip, campSign } from "./camps.js";
import { missing, seatState, SIGNS, underWay } from "./host_facts.js";
import { list as joined, named, number, t } from "./words.js";

const TILES_FROM = 25; // teams: as many cards no longer fit on a laptop
const drawn = new WeakMap(); // a team's node -> what it shows, so that a thousand seats are not drawn each second

/** What a seat's state is called. */
export function stateWords(state) {
  return {
    ordered: t("has ordered"),
    thinking: t("not yet"),
    fixed: t("fixed this week"),
    away: t("away"),
    bot: t("bot"),
    free: t("empty"),
    here: t("here"),
  }[state];
}

/** The week of a team in words. */
export function weekWords(team, game) {
  if (team.over) return t("finished");
  return underWay(game) || game.state === "paused" ? t("week {n}", { n: number(team.week) }) : "";
}

/** Draw the teams chosen by `filter` (all, needs, waiting, bots) and a name sought, into a list. */
export function drawRoom(list, view, { filter, sought, troubled }) {
  const tiles = view.teams.length >= TILES_FROM;
  const teams = view.teams.filter((team) => fits(team, view.game, filter, troubled) && called(team, sought));
  list.classList.toggle("tiles", tiles);
  const before = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const draw = tiles ? tile : card;
  arrange(list, teams.map((team) => drawTeam(before.get(key(team)), team, view.game, troubled.has(team.number), draw)));
  return teams.length;
}

/** A team's node, anew or as it is, brought up to date where something has changed. */
function drawTeam(node, team, game, needs, draw) {
  const facts = JSON.stringify([team, game.state, needs, draw.name]);
  if (node && drawn.get(node) === facts) return node;
  const fresh = draw(team, game, needs);
  if (node) match(node, fresh);
  drawn.set(node ?? fresh, facts);
  return node ?? fresh;
}

function fits(team, game, filter, troubled) {
  if (filter === "needs") return troubled.has(team.number);
  if (filter === "waiting") return missing(team).length > 0;
  if (filter === "free") return team.seats.some((seat) => ["free", "bot"].includes(seatState(seat, team, game)));
  return true;
}

function called(team, sought) {
  const wanted = sought.trim().toLocaleLowerCase();
  const names = [team.name, ...team.seats.flatMap((seat) => seat.people.map((person) => person.name))];
  return names.some((name) => name.toLocaleLowerCase().includes(wanted));
}

const key = (team) => `team-${team.number}`;

function card(team, game, troubled) {
  return make(
    "li",
    { class: troubled ? "team needs" : "team", "data-key": key(team) },
    make(
      "h3",
      {},
      make("button", { type: "button", class: "plain", "data-act": "team", "data-team": team.number }, team.name),
      campChip(team.camp),
      make("span", { class: "muted week" }, weekWords(team, game)),
    ),
    make("ul", {}, team.seats.map((seat) => make("li", { "data-key": seat.site }, seatButton(team, seat, game)))),
  );
}

/** A seat as a line to press: its sign, its site, who sits there, and its state in words. */
export function seatButton(team, seat, game) {
  const state = seatState(seat, team, game);
  const names = joined(seat.people.map((person) => person.name));
  return make(
    "button",
    { type: "button", class: `plain seat ${state}`, "data-act": "seat", "data-team": team.number, "data-site": seat.site },
    make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[state]),
    make("span", { class: "site" }, named(seat.site)),
    make("bdi", { class: "who" }, names),
    make("span", { class: "said" }, stateWords(state)),
  );
}

function tile(team, game, troubled) {
  const open = missing(team).map((seat) => named(seat.site));
  const spoken = open.length > 0 && underWay(game) ? t("waits for {sites}", { sites: joined(open) }) : "";
  return make(
    "li",
    { class: troubled ? "tile needs" : "tile", "data-key": key(team) },
    make(
      "button",
      { type: "button", class: "plain", "data-act": "team", "data-team": team.number, title: team.name },
      make("b", {}, String(team.number)),
      campSign(team.camp),
      make("span", { class: "signs", "aria-hidden": "true" }, team.seats.map((seat) => sign(seat, team, game))),
      make("span", { class: "muted week" }, weekWords(team, game)),
      make("span", { class: "hidden-text" }, spoken),
    ),
  );
}

function sign(seat, team, game) {
  const state = seatState(seat, team, game);
  return make("span", { class: `sign ${state}` }, SIGNS[state]);
}
