// A player's page: follows the seat's view, draws it, and sends what is ordered.
import { countdown } from "./countdown.js";
import { disruptionWords } from "./disruptions.js";
import { make, say, show } from "./dom.js";
import { call } from "./api.js";
import { enter } from "./enter.js";
import { drawCamp } from "./camps.js";
import { imagine } from "./imagine.js";
import { follow } from "./live.js";
import { drawFigures, readOut } from "./seat_figures.js";
import { campFault, coverForm } from "./seat_cover.js";
import { drawHistory } from "./seat_history.js";
import { orderForm, weekOf } from "./seat_order.js";
import { drawHelp } from "./seat_help.js";
import { ownSeat } from "./seat_own.js";
import { asRounded, drawTerms, orderHints } from "./seat_terms.js";
import { afterOrder, stateOf, waitingFor } from "./seat_words.js";
import { forget, keep } from "./seats.js";
import { list, named, number, periodTitle, speakOf, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const { seat: id, code } = $("play").dataset;
const clock = countdown($("clock"));
let view = null; // the newest view
let told = ""; // the week that was read out last
let live = null;
let imagined = false; // whether the drawing stands there
let terms = null; // what holds at the seat, once it has been fetched
let termsOf = ""; // the seat, and where prices change the week, of which they are

const form = orderForm(() => view, () => orderHints(terms), (order, state) => {
  tellOrder(order.orders, state);
  if (state !== "sending") live.refresh();
}, (orders) => campFault(view, orders));
const cover = coverForm(() => view, () => form.current(view));
ownSeat(() => view, () => live.refresh());

function take(fresh) {
  const first = view === null;
  view = fresh;
  speakOf(view.game.period);
  if (first) {
    keep({ seat: id, code });
    $("help").open = view.game.state === "lobby";
    $("table").open = matchMedia("(min-width: 56rem)").matches;
  }
  $("gate").hidden = true;
  $("play").hidden = false;
  drawHead();
  drawState();
  drawMessages();
  drawDisruptions();
  drawBooks();
  form.draw();
  cover.draw();
  drawOrder();
  drawHistory(view);
  readNews();
  fetchTerms();
}

function drawBooks() {
  show($("figures"), view.game.state === "lobby" ? [] : drawFigures(view, orderHints(terms)));
}

/** What holds at a seat is fetched once, and again where the host moves somebody, or a price may have changed. */
async function fetchTerms() {
  const lanes = Object.values(terms?.items ?? {}).flatMap((item) => item.lanes);
  const wanted = `${view.seat.site} ${lanes.some((lane) => lane.price_changes) ? weekOf(view) : ""}`;
  if (wanted === termsOf) return;
  termsOf = wanted;
  const answer = await call("GET", `/api/seats/${id}/terms`);
  if (termsOf !== wanted) return;
  if (!answer.ok) return void (termsOf = ""); // with the next view
  terms = answer.data;
  drawTerms(terms, view);
  drawHelp(terms, view);
  drawOrder();
  drawBooks();
  form.draw();
}

function drawHead() {
  const { game, seat } = view;
  const others = seat.people.filter((name) => name !== seat.me);
  const shared = others.length > 0 ? t("with {names}", { names: list(others) }) : "";
  say($("site"), named(seat.site));
  const parts = [seat.me, shared, seat.team_name].filter(Boolean);
  show($("who"), parts.flatMap((part, at) => [at > 0 ? " · " : "", make("bdi", {}, part)]));
  const begun = game.state !== "lobby";
  const runs = game.state === "playing" || game.state === "practice";
  const under = begun && game.state !== "over";
  say($("week"), under ? periodTitle(game.period, view.week) : "");
  say($("weeks"), under && game.weeks ? t("of {n}", { n: number(game.weeks) }) : "");
  clock.show(runs ? view.deadline : null, view.now);
  const mine = runs && !view.forced && !form.current(view);
  document.title = `${mine ? "● " : ""}${under ? `${periodTitle(game.period, view.week)} · ` : ""}${named(seat.site)} · Bullwhip`;
}

function drawState() {
  drawCamp($("camp"), view);
  const { text, kind } = stateOf(view);
  $("state").hidden = text === "";
  $("state").className = `notice ${kind}`;
  say($("state"), text);
  const over = view.game.state === "over";
  $("after").hidden = !over;
  const asks = over && !view.seat.met && view.history.length > 0 && !view.revealed;
  $("imagine").hidden = !asks;
  if (asks && !imagined) {
    imagined = true;
    imagine($("imagine"), view, () => live.refresh());
  }
}

function drawMessages() {
  const newest = view.messages.slice(-3).reverse();
  $("messages").hidden = newest.length === 0;
  show($("messages"), newest.map((message) => make("li", { class: "notice", "data-key": `${message.at}` }, message.text)));
}

function drawDisruptions() {
  const { disruptions, game } = view;
  $("disruptions").hidden = disruptions.length === 0;
  show($("disruptions"), disruptions.map((each) => make("li", { class: "notice warn", "data-key": each.name }, disruptionWords(each, game.period))));
}

function drawOrder() {
  if (!form.isSending()) tellOrder(form.current(view), "taken");
  say($("waiting"), waitingFor(view, Boolean(form.current(view))));
}

function tellOrder(orders, state) {
  const { text, kind } = afterOrder(view, orders, state, asRounded(orders ?? {}, orderHints(terms)));
  $("said").className = text ? `notice ${kind}` : "";
  say($("said"), text);
}

/** A new week is read out once; what others do meanwhile is not. */
function readNews() {
  const week = weekOf(view);
  const runs = view.game.state === "playing" || view.game.state === "practice";
  if (!runs || week === told) return;
  told = week;
  say($("news"), `${periodTitle(view.game.period, view.week)}. ${readOut(view)}`);
}

function tell(state) {
  const lines = { live: "", polling: "", offline: t("No connection: this page goes on by itself.") };
  say($("line"), lines[state] ?? "");
  if (state !== "refused") return;
  forget(id);
  $("play").hidden = true;
  $("gate").hidden = false;
  $("door").className = "notice bad";
  say($("door"), t("This browser does not hold this seat, or no more: you left it, or the host has removed you. Use your private link, or join again."));
  $("back").hidden = false;
}

await enter();
live = follow({ view: `/api/seats/${id}`, stream: `/api/seats/${id}/stream`, onView: take, onState: tell });
addEventListener("hashchange", async () => (await enter()) && live.refresh()); // the private link, opened in this tab
