// What a host's view says, as the console shows it.  Pure: no page, no network.

/** The states of a seat, with the sign of each; host_room.js has their words. */
export const SIGNS = { ordered: "✓", thinking: "…", fixed: "=", away: "!", bot: "⚙", free: "○", here: "●" };

export const underWay = (game) => game.state === "playing" || game.state === "practice";

/** One word for a seat of a team: a key of SIGNS. */
export function seatState(seat, team, game) {
  if (seat.people.length === 0) return game.state === "lobby" && !seat.bot.held ? "free" : "bot";
  if (seat.bot.on) return "bot";
  if (underWay(game) && seat.ordered) return "ordered";
  if (seat.people.every((person) => !person.online)) return "away";
  if (!underWay(game) || team.over) return "here";
  return team.waiting.includes(seat.site) ? "thinking" : "fixed"; // by the scenario: nobody waits for it
}

/** The seats that a team waits for. */
export const missing = (team) => (team.over ? [] : team.seats.filter((seat) => team.waiting.includes(seat.site)));

/** How many seats have ordered, of how many that have or are waited for. */
export function progress(view) {
  const running = view.teams.filter((team) => !team.over);
  const ordered = running.flatMap((team) => team.seats).filter((seat) => seat.ordered && !seat.bot.on).length;
  return { ordered, seats: ordered + running.flatMap(missing).length };
}

/** The teams that hold the room up or need a hand, by number: a set. */
export function troubled(view) {
  if (!underWay(view.game)) return new Set();
  const running = view.teams.filter((team) => !team.over);
  const open = running.filter((team) => team.waiting.length > 0);
  const lead = Math.max(...running.map((team) => team.week));
  const last = view.game.pace === "step" && open.length > 0 && open.length <= running.length / 4;
  const needs = (team) =>
    missing(team).some((seat) => seatState(seat, team, view.game) === "away" || seat.people.some((person) => person.away > 0)) ||
    (last && team.waiting.length > 0) ||
    (view.game.pace === "own" && lead - team.week >= LAG);
  return new Set(running.filter(needs).map((team) => team.number));
}

const LAG = 3; // weeks behind the leading team, from which a team at its own pace has fallen behind

/** How many people are in the room, and how many of them are connected. */
export function headcount(view) {
  const people = view.teams.flatMap((team) => team.seats.flatMap((seat) => seat.people));
  return { people: people.length, online: people.filter((person) => person.online).length };
}

/** The least and the greatest week of the teams that still play. */
export function weeks(view) {
  const running = view.teams.filter((team) => !team.over);
  const all = (running.length > 0 ? running : view.teams).map((team) => team.week);
  return all.length > 0 ? { first: Math.min(...all), last: Math.max(...all) } : { first: 1, last: 1 };
}

/** A seat of a view with its team, by the team's number and the site; null when there is none. */
export function findSeat(view, number, site) {
  const team = view.teams.find((each) => each.number === Number(number));
  const seat = team?.seats.find((each) => each.site === site);
  return seat ? { team, seat } : null;
}

/** A person of a view by id, with seat and team; null when there is none. */
export function findPerson(view, id) {
  for (const team of view.teams) {
    for (const seat of team.seats) {
      const person = seat.people.find((each) => each.id === id);
      if (person) return { team, seat, person };
    }
  }
  return null;
}
