// What happened in the room, in words: a line for each entry of the log.
import { campName } from "./camps.js";
import { make } from "./dom.js";
import { lang, list, named, number, t, tn } from "./words.js";

const hour = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const NAMED = 3; // teams that are named one by one

/** The host's log, the newest line first. */
export function logLines(view) {
  return [...view.log].reverse().map((line) => logLine(line, view));
}

function logLine(entry, view) {
  const at = new Date(entry.at);
  return make(
    "li",
    { "data-key": `${entry.at}-${entry.text}` },
    make("time", { datetime: at.toISOString(), class: "muted" }, hour.format(at)),
    " ",
    make("bdi", {}, words(entry, view)),
  );
}

function words({ text: kind, values = {}, teams }, view) {
  const about = new Set([...teams, values.team]);
  const names = view.teams.filter((each) => about.has(each.number)).map((each) => each.name);
  const team = names.length > NAMED ? tn("{n} team", "{n} teams", names.length) : list(names);
  const known = { ...values, team, site: named(values.site ?? ""), week: number(values.week ?? 0) };
  const lines = {
    "made": () => t("The room was made."),
    "team-opened": () => t("{team} was opened.", known),
    "team-renamed": () => t("A team is now called {name}.", known),
    "camp-set": () => t("{team} is now in the camp: {camp}.", { ...known, camp: campName(values.camp) }),
    "joined": () => t("{name} joined {team} as {site}.", known),
    "left": () => left(known, values),
    "locked": () => (values.locked ? t("The room was locked.") : t("The room was opened again.")),
    "let-in": () => t("Those who had been removed may join again."),
    "player-renamed": () => t("Somebody is now called {name}.", known),
    "moved": () => t("{name} moved to {team}, {site}.", known),
    "started": () => t("The game started."),
    "paused": () => t("The game was paused."),
    "resumed": () => t("The game went on."),
    "ended": () => t("The host ended the game."),
    "timer-set": () => (values.seconds ? t("Timer: {n} seconds.", { n: number(values.seconds) }) : t("No timer.")),
    "closed": () => closed(known, values.why),
    "undone": () => t("{team}: week {week} was taken back.", known),
    "bot-set": () => botSet(known, values),
    "disrupted": () => t("Disruption ordered: {name}.", { name: values.table.name }),
    "called-off": () => t("Disruption withdrawn: {name}.", known),
    "said": () => t("Message: {text}", known),
    "figures-shown": () => (values.shown ? t("The projector shows figures.") : t("The projector hides figures.")),
    "believed": () => t("{name} drew what customers asked for.", known),
    "revealed": () => t("The customers' demand was revealed."),
    "tokens-renewed": () => t("New private links were made."),
  };
  return lines[kind]?.() ?? kind;
}

function botSet(known, { on, team, site }) {
  if (!team || !site) return t("The bots of all seats were set.");
  if (on === null) return t("{team}, {site}: the bot has another rule.", known);
  return on ? t("{team}, {site}: the bot plays.", known) : t("{team}, {site}: the bot does not play.", known);
}

function left(known, { removed, banned }) {
  if (banned) return t("{name} was removed for good.", known);
  return removed ? t("{name} was removed.", known) : t("{name} left.", known);
}

function closed(known, why) {
  if (why === "timer") return t("{team}: week {week} was closed by the timer.", known);
  if (why === "host") return t("{team}: week {week} was closed by the host.", known);
  return t("{team}: all ordered in week {week}.", known);
}
