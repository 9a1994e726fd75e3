// What a host can do, each with the question that goes before it.
import { call } from "./api.js";
import { botChoice } from "./bots.js";
import { campName, otherCamp } from "./camps.js";
import { say } from "./dom.js";
import { ask, field, options } from "./host_dialogs.js";
import { disruptionActions } from "./host_disruptions.js";
import { findPerson, findSeat } from "./host_facts.js";
import { named, t, tn } from "./words.js";

const SHOWN = 8_000; // ms that a notice stays

/** The actions by name; each takes the data of what was pressed. `look` gives the newest view. */
export function actions(code, look, sheet, refresh) {
  let fading = 0;
  const underWay = new Set(); // actions that were sent and not answered yet

  /** Send an action, once however often it is pressed; says what came of it, and gives whether it was done. */
  async function send(action, body = {}, done = "") {
    if (underWay.has(action)) return null;
    underWay.add(action);
    const answer = await call("POST", `/api/games/${code}/host/${action}`, body);
    underWay.delete(action);
    tell(answer.ok ? done : "", answer.ok ? "" : answer.message);
    if (answer.ok) refresh();
    return answer.ok ? answer.data : null;
  }

  function tell(done, trouble) {
    clearTimeout(fading);
    for (const [id, text] of [["notice", done], ["trouble", trouble]]) {
      const node = document.getElementById(id);
      node.hidden = text === "";
      say(node, text);
    }
    if (done) fading = setTimeout(() => tell("", ""), SHOWN);
  }

  const team = (data) => (data.team ? look().teams.find((each) => each.number === Number(data.team)) : null);
  const only = (data) => (data.team ? { team: Number(data.team) } : {});

  /** The week that is meant: where the teams stand that are about to be told. Elsewhere the server does nothing. */
  function meant(data) {
    const about = look().teams.filter((each) => !data.team || each.number === Number(data.team));
    return { ...only(data), at: about.map((each) => ({ team: each.number, take: each.take, played: each.played })) };
  }

  async function go() {
    const { state } = look().game;
    if (state === "lobby") return (await surely()) && send("start", {}, t("The game has started."));
    if (state === "paused") return send("resume", {}, t("The game goes on."));
    return send("pause", {}, t("The game is paused."));
  }

  /** Whether to start: nobody asks when people are there. */
  function surely() {
    if (look().teams.some((each) => each.seats.some((seat) => seat.people.length > 0))) return true;
    const text = t("Nobody has joined yet. Bots will play all seats, until people come.");
    return ask({ title: t("Start without people?"), text, yes: t("Start the game") });
  }

  async function message(data) {
    const who = team(data);
    const title = who ? t("Message to {team}", { team: who.name }) : t("Message to all");
    const text = field(t("Text"), "text", { required: true, maxlength: 500, rows: 3 }, { tag: "textarea" });
    const given = await ask({ title, fields: [text], yes: t("Send") });
    if (given) await send("message", { text: given.text, ...only(data) }, t("The message is sent."));
  }

  async function timer() {
    const { game } = look();
    const seconds = field(t("Seconds for a week; leave it empty for no timer"), "seconds", {
      type: "number", min: 5, max: 604800, step: 1, inputmode: "numeric", value: game.timer_seconds ?? "",
    });
    const given = await ask({ title: t("Timer"), fields: [seconds], yes: t("Set") });
    if (!given) return;
    const set = given.seconds === "" ? null : Number(given.seconds);
    await send("timer", { seconds: set }, set ? t("The timer is set.") : t("The timer is off."));
  }

  async function undo(data) {
    const [who, week] = [team(data), meant(data)];
    const text = t("The orders of the last week are taken back, and the week is played again. They stay in the record.");
    const title = who ? t("Undo the last week of {team}?", { team: who.name }) : t("Undo the last week of all teams?");
    if (await ask({ title, text, yes: t("Undo the week"), danger: true })) await send("undo", week, t("The week is taken back."));
  }

  async function end() {
    const text = t("All teams stop where they are, and everybody is led to the debrief. To go on after all, undo the last week.");
    if (await ask({ title: t("End the game now?"), text, yes: t("End the game"), danger: true })) await send("end", {}, t("The game is over."));
  }

  async function tokens() {
    const text = t("All private links of the host and of the projector that were given away stop working. This browser stays in.");
    const kind = field(t("New links for"), "kind", {}, { tag: "select", children: options([["screen", t("the projector")], ["host", t("the host")]], "screen") });
    const given = await ask({ title: t("New tokens?"), text, fields: [kind], yes: t("Make new links"), danger: true });
    const made = given && (await send("tokens", { kind: given.kind }, t("The old links are void.")));
    if (!made) return;
    sheet.invite();
  }

  async function remove(data) {
    const text = t("{name} loses the seat; a bot plays it until somebody joins. This cannot be undone.", { name: data.name });
    const given = await ask({ title: t("Remove {name}?", { name: data.name }), text, fields: [afterwards()], yes: t("Remove"), danger: true });
    if (given) await send("remove", { people: [data.person], ban: given.ban === "yes" }, t("{name} is removed.", { name: data.name }));
  }

  /** Whether who is removed may come back. */
  function afterwards() {
    const hint = t("Out for good: not with the same browser, not by the same name, and not from the same address where nobody else has it.");
    const choice = options([["yes", t("out for good")], ["no", t("may join again")]], "yes");
    return field(t("Afterwards"), "ban", {}, { tag: "select", children: choice, hint });
  }

  async function removeChosen() {
    const people = sheet.chosen();
    if (people.length === 0) return;
    const title = tn("Remove {n} person?", "Remove {n} people?", people.length);
    const text = t("They lose their seats; bots play on until others join. This cannot be undone.");
    const given = await ask({ title, text, fields: [afterwards()], yes: t("Remove"), danger: true });
    const done = tn("{n} person is removed.", "{n} people are removed.", people.length);
    if (given) await send("remove", { people, ban: given.ban === "yes" }, done);
  }

  async function lock() {
    const on = !look().game.locked;
    await send("lock", { on }, on ? t("The room is locked: nobody else comes in.") : t("The room is open again."));
  }

  async function move(data) {
    const view = look();
    const from = findPerson(view, data.person);
    if (!from) return;
    const places = view.teams.flatMap((each) => each.seats.filter((seat) => seat !== from.seat).map((seat) => [JSON.stringify([each.number, seat.site]), placeWords(each, seat)]));
    const to = field(t("To"), "to", {}, { tag: "select", children: options(places, "") });
    const how = field(t("If somebody sits there"), "how", {}, { tag: "select", children: options([["swap", t("they swap seats")], ["join", t("they share the seat")]], "swap") });
    const given = await ask({ title: t("Move {name}", { name: data.name }), fields: [to, how], yes: t("Move") });
    if (!given) return;
    const [number, site] = JSON.parse(given.to);
    const other = given.how === "swap" ? findSeat(look(), number, site)?.seat.people[0] : undefined;
    const done = t("{name} has moved.", { name: data.name });
    if (other) await send("swap", { person: data.person, with: other.id, team: number, site }, done);
    else await send("move", { person: data.person, team: number, site }, done);
  }

  async function bot(data) {
    const { team: of, seat } = findSeat(look(), data.team, data.site);
    const title = t("Bot of {site}, {team}", { site: named(seat.site), team: of.name });
    const rule = await botChoice({ title, rule: seat.bot.rule, yes: t("Set") });
    if (rule) await send("bot", { team: of.number, site: seat.site, rule }, t("The bot's rule is set."));
  }

  async function seatBot(data) {
    const { team: of, seat } = findSeat(look(), data.team, data.site);
    const done = seat.bot.held ? t("The bot gives the seat back.") : t("The bot plays this seat.");
    await send("bot", { team: of.number, site: seat.site, on: !seat.bot.held }, done);
  }

  async function bots() {
    const rule = await botChoice({ title: t("Bots of all seats"), rule: null, yes: t("Set for all") });
    if (rule) await send("bot", { rule }, t("The bots' rule is set."));
  }

  async function rename(data) {
    const who = team(data);
    const name = field(t("Name"), "name", { value: who.name, required: true, maxlength: 40 });
    const given = await ask({ title: t("Rename {team}", { team: who.name }), fields: [name], yes: t("Rename") });
    if (given) await send("rename", { team: who.number, name: given.name });
  }

  async function camp(data) {
    const who = team(data);
    const wanted = otherCamp(who);
    await send("camp", { team: who.number, camp: wanted }, t("{team} is now in the camp: {camp}.", { team: who.name, camp: campName(wanted) }));
  }

  return {
    camp,
    go, message, timer, undo, end, tokens, remove, lock, move, bot, bots, rename, "seat-bot": seatBot,
    "remove-chosen": removeChosen,
    ...disruptionActions(code, look, send, tell),
    "let-in": () => send("let-in", {}, t("Everybody may join again.")),
    close: (data) => send("close", meant(data), t("The week is closed.")),
    figures: () => send("figures", { show: !look().game.settings.show_figures }),
    menu: () => document.getElementById("menu").showModal(),
    people: () => sheet.people(),
    team: (data) => sheet.team(Number(data.team)),
    seat: (data) => sheet.seat(data.team, data.site),
    invite: () => sheet.invite(),
  };
}

/** A seat in a list of them: the team, the site, who sits there. */
function placeWords(team, seat) {
  const names = seat.people.map((person) => person.name).join(", ");
  return `${team.name}: ${named(seat.site)}${names ? ` (${names})` : ""}`;
}
