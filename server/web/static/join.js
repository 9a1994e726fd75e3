// A room's door: take a seat, or go on in the one that this browser holds.
import { call } from "./api.js";
import { make, say, show } from "./dom.js";
import { campName } from "./camps.js";
import { keep, showHeld } from "./seats.js";
import { named, t, tn } from "./words.js";

const $ = (id) => document.getElementById(id);
const code = $("door").dataset.code;
let room = null;

async function look() {
  const answer = await call("GET", `/api/games/${code}`);
  if (!answer.ok) {
    complain(answer.message);
    $("away").hidden = answer.status !== 404;
    return;
  }
  room = answer.data;
  say($("name"), room.name);
  const states = { lobby: t("waiting to start"), practice: t("practice"), playing: t("playing"), paused: t("paused"), over: t("over") };
  say($("state"), states[room.state] ?? room.state);
  $("state").hidden = false;
  $("join").hidden = room.state === "over" || room.locked;
  if (room.locked && room.state !== "over") complain(t("The host lets nobody in just now. Ask the host to open the room."));
  if (room.state === "over") {
    complain(t("This game is over. Ask for the code of a new one."));
    $("away").hidden = false;
  }
  offerTeams();
}

const open = (seat) => seat.free || seat.bot;

function offerTeams() {
  const chosen = $("team").value;
  const teams = room.teams.filter((team) => team.seats.some(open));
  const texts = teams.map((team) => {
    const free = team.seats.filter(open).length;
    return make("option", { value: team.number }, `${team.name}${team.camp ? `, ${campName(team.camp)}` : ""} (${tn("{n} free seat", "{n} free seats", free)})`);
  });
  show($("team"), make("option", { value: "" }, t("any team")), texts);
  if (teams.some((team) => String(team.number) === chosen)) $("team").value = chosen;
  offerSeats();
}

function offerSeats() {
  const chosen = $("site").value;
  const team = Number($("team").value);
  const seats = room.teams.filter((each) => !team || each.number === team).flatMap((each) => each.seats).filter(open);
  const sites = [...new Set(seats.map((seat) => seat.site))];
  show($("site"), make("option", { value: "" }, t("any seat")), sites.map((site) => make("option", { value: site }, named(site))));
  if (sites.includes(chosen)) $("site").value = chosen;
}

async function take(event) {
  event.preventDefault();
  $("trouble").hidden = true;
  const wish = { name: $("nickname").value };
  if ($("choice").open && $("team").value) wish.team = Number($("team").value);
  if ($("choice").open && $("site").value) wish.site = $("site").value;
  $("go").disabled = true;
  const answer = await inLine(wish);
  $("go").disabled = false;
  if (!answer.ok) {
    complain(answer.message);
    return look(); // seats may have been taken meanwhile
  }
  const { seat, token } = answer.data;
  keep({ seat, code });
  location.assign(`/seat/${seat}/#${token}`);
}

/** Join; where many do so at once, wait for one's turn, and say so. */
async function inLine(wish) {
  for (let wait = 1.5; ; wait = Math.min(wait * 1.3, 10)) {
    const answer = await call("POST", `/api/games/${code}/join`, wish);
    if (answer.status !== 429) return answer;
    complain(t("Many are joining just now. You are in line: leave this page open."));
    const seconds = Math.max(wait, answer.data?.seconds ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds * (0.75 + Math.random() / 2)));
  }
}

function complain(message) {
  $("trouble").hidden = false;
  say($("trouble"), message);
}

$("join").addEventListener("submit", take);
$("team").addEventListener("change", offerSeats);
$("choice").addEventListener("toggle", () => $("choice").open && look());
await Promise.all([look(), showHeld($("held"), $("seats"), code)]);
if (!$("held").hidden) say($("form-title"), t("Take another seat"));
