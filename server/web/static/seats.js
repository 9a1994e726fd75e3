// Which seats this browser holds, so that their people find back. The cookies hold them; this is only a list.
import { call } from "./api.js";
import { make, show } from "./dom.js";
import { named, periodTitle, t } from "./words.js";

const KEY = "bullwhip-seats";
const MOST = 20;

/** Remember a seat: {seat, code, name, site, game}. */
export function keep(seat) {
  write([seat, ...read().filter((other) => other.seat !== seat.seat)].slice(0, MOST));
}

/** Forget a seat that was left or is held no more. */
export function forget(id) {
  write(read().filter((other) => other.seat !== id));
}

/** Show a button for each seat that this browser still holds, of one room or of all; how many there are. */
export async function showHeld(section, box, code = null) {
  const known = read().filter((seat) => code === null || seat.code === code);
  const found = (await Promise.all(known.map(still))).filter(Boolean);
  show(box, found.map((seat) => card(seat, code === null)));
  section.hidden = found.length === 0;
  return found.length;
}

async function still(seat) {
  const answer = await call("GET", `/api/seats/${seat.seat}`);
  if ([401, 403, 404, 410].includes(answer.status)) forget(seat.seat);
  return answer.ok ? { ...seat, view: answer.data } : null;
}

function card({ seat, code, view }, withRoom) {
  const { game, seat: place } = view;
  const over = game.state === "over" ? t("The game is over.") : "";
  const when = game.state === "lobby" ? t("The game has not begun yet.") : periodTitle(game.period, view.week);
  return make(
    "article",
    { "data-key": seat },
    make("p", {}, make("strong", {}, place.me), ` · ${named(place.site)} · ${place.team_name}`),
    make("p", { class: "hint" }, [withRoom ? `${game.name} (${code})` : "", over || when].filter(Boolean).join(" · ")),
    make("a", { class: "button", href: `/seat/${seat}/` }, t("Go on")),
  );
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((seat) => typeof seat?.seat === "string") : [];
  } catch {
    return []; // no storage, as in some private windows: the cookie still holds the seat
  }
}

function write(seats) {
  try {
    localStorage.setItem(KEY, JSON.stringify(seats));
  } catch {
    // no storage, as in some private windows: the cookie still holds the seat
  }
}
