// The projector: the lobby, then the race, then the way to the debrief.  It shows what the server gives it, no more.
import { countdown } from "./countdown.js";
import { disruptionWords } from "./disruptions.js";
import { make, say, show } from "./dom.js";
import { enter } from "./enter.js";
import { follow } from "./live.js";
import { joinedTeam, raceTeam, standing } from "./screen_teams.js";
import { number, periodTitle, speakOf, t, tn } from "./words.js";

const FEW = 12; // teams, up to which each has a line of its own
const SOME = 60; // teams, up to which each has a card

const $ = (id) => document.getElementById(id);
const code = $("screen").dataset.code;
const clock = countdown($("clock"));
const underWay = (game) => game.state === "playing" || game.state === "practice";

function draw(view) {
  const { game } = view;
  speakOf(game.period);
  $("door").hidden = true;
  $("screen").hidden = false;
  $("screen").dataset.size = view.teams.length <= FEW ? "few" : view.teams.length <= SOME ? "some" : "many";
  $("lobby").hidden = game.state !== "lobby";
  $("race").hidden = game.state === "lobby";
  $("end").hidden = game.state !== "over";
  if (game.state === "lobby") drawLobby(view);
  else drawRace(view);
  say($("still"), game.state === "lobby" || game.state === "over" ? "" : `${host(view.join.link)}  ·  ${code}`);
}

function drawLobby(view) {
  say($("address"), host(view.join.link));
  const source = `/api/games/${code}/qr.svg`;
  if ($("qr").getAttribute("src") !== source) $("qr").src = source;
  say($("heads"), view.people > 0 ? tn("{n} person is here", "{n} people are here", view.people) : t("Nobody is here yet"));
  show($("joined"), view.teams.map(joinedTeam));
}

/** The address as people type it: without http:// and the path to the room. */
function host(link) {
  const { host: name, protocol } = new URL(link, location.href);
  return protocol === "https:" ? `https://${name}` : name;
}

function drawRace(view) {
  const { game, teams } = view;
  const running = teams.filter((team) => !team.over);
  const week = Math.min(...(running.length > 0 ? running : teams).map((team) => team.week));
  const title = {
    practice: t("Practice, {week}", { week: periodTitle(game.period, week) }),
    paused: t("Paused"),
    over: t("Where the teams ended"),
  };
  const length = game.weeks ? ` / ${number(game.weeks)}` : "";
  say($("now"), title[game.state] ?? (game.pace === "own" ? t("The race") : `${periodTitle(game.period, week)}${length}`));
  const ready = running.filter((team) => team.waiting.length === 0).length;
  const tally = t("{n} of {all} teams have ordered", { n: number(ready), all: number(running.length) });
  const fixed = running.length > 0 && running.every((team) => team.fixed);
  const together = game.pace !== "own" && running.length > 1;
  say($("waits"), !underWay(game) ? "" : fixed ? t("This week's orders are fixed.") : together ? tally : "");
  clock.show(underWay(game) ? game.deadline : null, view.now);
  const last = (view.messages ?? []).at(-1);
  $("message").hidden = !last;
  say($("message"), last ? last.text : "");
  const storms = view.disruptions;
  $("disruptions").hidden = storms.length === 0;
  show($("disruptions"), storms.map((each) => make("li", { class: "notice warn", "data-key": each.name }, disruptionWords(each, game.period))));
  // Without a length that may be shown the leading team is the measure; in step all are level: then it is the week.
  const goal = game.weeks ?? (game.pace === "own" ? Math.max(...teams.map((team) => team.week)) : null);
  show($("teams"), standing(view).map((team) => raceTeam(team, view, goal)));
}

function tell(state) {
  const lines = {
    offline: t("The server cannot be reached. This page goes on by itself as soon as it is back."),
    refused: t("This browser may not show this room. Use the projector's link from the host's console."),
  };
  $("door").hidden = !lines[state];
  $("door").className = "notice bad";
  say($("door"), lines[state] ?? "");
  if (state === "refused") $("screen").hidden = true;
}

await enter();
follow({ view: `/api/games/${code}/screen`, stream: `/api/games/${code}/screen/stream`, onView: draw, onState: tell });
