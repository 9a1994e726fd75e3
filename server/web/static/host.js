// The host's console: follows the room, draws it, and hands what is pressed to the actions.
import { show, say } from "./dom.js";
import { enter } from "./enter.js";
import { actions } from "./host_actions.js";
import { drawDisruptions } from "./host_disruptions.js";
import { headcount, missing, progress, troubled, underWay, weeks } from "./host_facts.js";
import { copy } from "./host_invite.js";
import { logLines } from "./host_log.js";
import { drawRoom } from "./host_room.js";
import { sheet } from "./host_sheet.js";
import { countdown } from "./countdown.js";
import { follow } from "./live.js";
import { list, named, number, periodTitle, speakOf, t, tn, warmUpWords } from "./words.js";

const $ = (id) => document.getElementById(id);
const code = $("console").dataset.code;
const clock = countdown($("clock"));
const card = sheet(() => view);
const acts = actions(code, () => view, card, () => live?.refresh());
let view = null; // the newest view
let live = null;

function draw() {
  speakOf(view.game.period);
  const needs = troubled(view);
  drawHead();
  drawTools();
  drawSummary(needs);
  drawTeams(needs);
  drawDisruptions($("disruptions"), view);
  show($("log"), logLines(view));
  card.refresh();
}

function drawHead() {
  const { game } = view;
  const { first, last } = weeks(view);
  const heads = headcount(view);
  const words = {
    lobby: t("waiting to start"),
    practice: t("practice"),
    playing: t("playing"),
    paused: t("paused"),
    over: t("over"),
  };
  say($("state"), words[game.state]);
  const span = first === last ? "" : `–${number(last)}`;
  const title = `${periodTitle(game.period, first)}${span} / ${number(game.weeks)}`;
  say($("week"), game.state === "lobby" || game.state === "over" ? "" : title);
  $("uncounted").hidden = !game.warm_up;
  say($("uncounted"), warmUpWords(game));
  $("locked").hidden = !game.locked;
  say($("heads"), `${tn("{n} person", "{n} people", heads.people)} · ${t("{n} connected", { n: number(heads.online) })}`);
  clock.show(underWay(game) ? game.deadline : null, view.now);
}

function drawTools() {
  const { game } = view;
  const goes = { lobby: t("Start the game"), paused: t("Resume"), playing: t("Pause"), practice: t("Pause") };
  say($("go"), goes[game.state] ?? "");
  $("go").hidden = game.state === "over";
  $("go").classList.toggle("secondary", underWay(game));
  $("close").hidden = !underWay(game) && game.state !== "paused";
  $("close").disabled = game.state === "paused";
  $("close").classList.toggle("secondary", game.pace !== "host");
  $("undo").disabled = !view.teams.some((team) => team.week > 1 || team.over);
  say($("lock"), game.locked ? t("Open the room again") : t("Lock the room: nobody else comes in"));
  $("disrupt").disabled = game.state === "over";
  $("end").disabled = game.state === "lobby" || game.state === "over";
  $("debrief").hidden = game.state !== "over";
  say($("figures"), game.settings.show_figures ? t("Hide the figures on the projector") : t("Show the figures on the projector"));
}

function drawSummary(needs) {
  const { ordered, seats } = progress(view);
  const on = underWay(view.game);
  const open = on ? view.teams.flatMap((team) => missing(team).map((seat) => seatWords(team, seat))) : [];
  const tally = t("{ordered} of {seats} seats have ordered", { ordered: number(ordered), seats: number(seats) });
  say($("summary"), !on ? "" : seats > 0 ? tally : t("No order is waited for: this week's are fixed, or bots place them."));
  $("progress").hidden = !on || seats === 0;
  $("progress").max = Math.max(seats, 1);
  $("progress").value = ordered;
  const few = open.length > 0 && open.length <= 4;
  $("line").hidden = !few;
  if (few) say($("line"), t("Only missing: {seats}", { seats: list(open) }));
  say($("needs"), number(needs.size));
}

/** A seat in a sentence: its team, its site, who sits there. */
function seatWords(team, seat) {
  return `${team.name} ${named(seat.site)} (${seat.people.map((person) => person.name).join(", ")})`;
}

function drawTeams(needs) {
  const chosen = new FormData($("filters"));
  const drawn = drawRoom($("teams"), view, { filter: chosen.get("filter"), sought: chosen.get("sought"), troubled: needs });
  $("nobody").hidden = drawn > 0;
}

function take(fresh) {
  view = fresh;
  $("door").hidden = true;
  $("console").hidden = false;
  draw();
}

function tell(state) {
  const lines = {
    offline: t("The server cannot be reached. This page goes on by itself as soon as it is back."),
    refused: t("This browser may not open this console. Use the private link that you got when you made the room."),
  };
  const shown = lines[state];
  $("door").hidden = !shown;
  $("door").className = "notice bad";
  say($("door"), shown ?? "");
  if (state === "refused") $("console").hidden = true;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("dialog [data-close], #menu a")) event.target.closest("dialog").close();
  if (event.target.matches("#menu, #sheet")) event.target.close(); // beside it
  const copied = event.target.closest("[data-copy]");
  if (copied) return copy(copied);
  const pressed = event.target.closest("[data-act]");
  if (!pressed || !view || event.detail > 1) return; // the second press of a double click means no more than the first
  $("menu").close();
  acts[pressed.dataset.act]?.(pressed.dataset);
});
$("filters").addEventListener("input", () => view && drawTeams(troubled(view)));
$("filters").addEventListener("submit", (event) => event.preventDefault());

await enter();
live = follow({ view: `/api/games/${code}/host`, stream: `/api/games/${code}/host/stream`, onView: take, onState: tell });
