// Calls of the server: JSON there and back; no call throws.
import { t } from "./words.js";

const PATIENCE = 15_000; // milliseconds until a call counts as lost

export const AT_WORK = 180_000; // the same, where the server has to work: perhaps it starts a process for that first

/**
 * Call the server. Gives {ok, status, data, code, message, etag}; status 0 where it was not reached.
 * The message is a sentence in the page's language that can be shown as it is. `patience`: milliseconds.
 */
export async function call(method, path, body, headers = {}, patience = PATIENCE) {
  const options = { method, cache: "no-store", signal: AbortSignal.timeout(patience) };
  options.headers = { Accept: "application/json", ...headers };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, options);
    const { ok, status } = response;
    const data = await response.json().catch(() => null);
    const code = ok ? "" : (data?.code ?? "");
    const message = ok ? "" : reason(status, data?.why ?? code, data?.message);
    return { ok, status, data, code, message, etag: response.headers.get("ETag") };
  } catch {
    const message = t("The server cannot be reached. Check the connection and try again.");
    return { ok: false, status: 0, data: null, code: "unreached", message, etag: null };
  }
}

/** Call until the server is reached: for what must not be lost (an order). Gives up when `wanted()` says no. */
export async function insist(method, path, body, wanted = () => true) {
  for (let wait = 1000; ; wait = Math.min(wait * 1.5, 8000)) {
    const answer = await call(method, path, body);
    const passing = answer.status === 0 || answer.status === 429 || answer.status >= 502;
    if (!passing || !wanted()) return answer;
    await new Promise((resolve) => setTimeout(resolve, wait * (0.75 + Math.random() / 2)));
  }
}

function reason(status, code, message) {
  if (status === 429) return t("Too many tries. Wait a moment and try again.");
  if (status >= 500 && code !== "unreadable-game") return t("The server had a fault. Try again in a moment.");
  return sentences()[code] ?? message ?? t("That did not work.");
}

/** What the server's codes mean, for people. */
function sentences() {
  return {
    "no-such-game": t("There is no room with this code. Check the letters."),
    "unreadable-game": t("This game cannot be read any more. Whoever runs the server finds the reason in its log."),
    full: t("All seats are taken. Ask the host to free one."),
    over: t("This game is over."),
    "no-name": t("Give a name that others can read."),
    "no-team": t("There is no such team."),
    "no-seat": t("There is no such seat."),
    "no-player": t("This person is not in the game any more."),
    "no-text": t("Write something that others can read."),
    "no-entry": t("This link opens nothing, or no more. Ask for a new one."),
    "not-yours": t("This link opens nothing, or no more. Ask for a new one."),
    "no-token": t("This link opens nothing, or no more. Ask for a new one."),
    "create-token": t("Give the token that the server printed at its start."),
    started: t("The game has started."),
    "not-running": t("The game is not running now."),
    "not-paused": t("The game is not paused."),
    "nothing-to-undo": t("No week has been played that could be taken back."),
    locked: t("The host lets nobody in just now. Ask the host to open the room."),
    banned: t("The host keeps this person or this name out of the game. Ask the host."),
    stale: t("The game had moved on meanwhile, so nothing was done. Look again, and decide anew."),
    "too-late": t("This week has begun for a team already. Choose a later one."),
    begun: t("It has begun, or bots have ordered by its announcement. Take these weeks back first."),
    "no-disruption": t("This disruption was not ordered, or has been withdrawn."),
    revealed: t("The truth has been shown already."),
    "not-over": t("The game is not over yet."),
    "week-closed": t("This week had closed before your order arrived."),
    "week-to-come": t("This week has not begun."),
    "not-playing": t("No order can be given now."),
    forced: t("The order of this week is fixed."),
    "unknown-item": t("There is no such item in this seat."),
    "missing-item": t("Every item needs a number, 0 for nothing."),
    "not-a-number": t("Enter a number; 0 if you want nothing."),
    negative: t("Goods cannot be sent back: order 0 or more."),
    "not-whole": t("Enter a whole number."),
    "too-large": t("This order is too large."),
  };
}
