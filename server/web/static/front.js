// The first page: seats that this browser holds, and playing alone.
import { AT_WORK, call } from "./api.js";
import { make, say, show } from "./dom.js";
import { keep, showHeld } from "./seats.js";
import { named, t } from "./words.js";

const $ = (id) => document.getElementById(id);
let scenarios = [];

function offer() {
  show($("scenario"), scenarios.map((each) => make("option", { value: each.name }, named(each.title))));
  $("choice").hidden = scenarios.length < 2;
  offerSeats();
}

function offerSeats() {
  const chosen = scenarios.find((each) => each.name === $("scenario").value) ?? scenarios[0];
  const seats = (chosen?.seats ?? []).map(({ site }) => make("option", { value: site }, named(site)));
  show($("seat"), make("option", { value: "" }, t("any")), seats);
}

async function playAlone(event) {
  event.preventDefault();
  const wish = {};
  if ($("scenario").value) wish.scenario = $("scenario").value;
  if ($("seat").value) wish.seat = $("seat").value;
  const answer = await call("POST", "/api/solo", wish, {}, AT_WORK);
  $("trouble").hidden = answer.ok;
  if (!answer.ok) return say($("trouble"), answer.message);
  const { seat } = answer.data;
  await call("PUT", `/api/seats/${seat}/name`, { name: t("You") });
  keep({ seat, code: seat.split("-")[0] });
  location.assign(`/seat/${seat}/`);
}

$("solo").addEventListener("submit", playAlone);
$("scenario").addEventListener("change", offerSeats);
showHeld($("held"), $("seats"));
const known = await call("GET", "/api/scenarios");
if (known.ok) {
  scenarios = known.data.scenarios ?? known.data;
  offer();
}
