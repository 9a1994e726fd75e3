// What a seat's page says about the game's state, its order and who is waited for. Pure: no page, no network.
import { list, money, named, number, t } from "./words.js";

/** The state in a sentence, with the kind of notice; no text where nothing needs saying. */
export function stateOf(view) {
  const { game, seat } = view;
  if (game.state === "lobby") return { text: t("You are in. The game begins when the host starts it."), kind: "good" };
  if (game.state === "paused") return { text: t("The host has paused the game."), kind: "warn" };
  if (game.state === "over") return { text: t("The game is over. Your seat cost {cost}.", { cost: money(view.sight?.cost_so_far ?? 0) }), kind: "good" };
  if (seat.held) return { text: t("The host lets a bot play this seat for now."), kind: "warn" };
  if (seat.bot) return { text: t("A bot orders for this seat. Order yourself to take it back."), kind: "warn" };
  if (view.forced) return { text: t("Orders are fixed at first: you order {order}.", { order: amounts(view.suggest) }), kind: "" };
  if (game.state === "practice") return { text: t("Practice: this does not count. Afterwards everything begins anew."), kind: "" };
  return { text: "", kind: "" };
}

/** What became of an order: sending, taken or refused. */
export function afterOrder(view, orders, state) {
  const runs = view.game.state === "playing" || view.game.state === "practice";
  if (!orders || !runs || state === "refused") return { text: "", kind: "" };
  if (state === "sending") return { text: t("Sending your order of {order} …", { order: amounts(orders) }), kind: "" };
  return { text: t("You ordered {order}. You can change it until everybody has ordered.", { order: amounts(orders) }), kind: "good" };
}

/** Who has not ordered yet. */
export function waitingFor({ game, waiting, seat, forced }, ordered) {
  if (!["playing", "practice"].includes(game.state)) return "";
  if (forced && game.pace !== "host") return t("The next week comes by itself.");
  const others = waiting.for.filter((site) => site !== seat.site).map(named);
  const count = t("{ordered} of {seats} have ordered.", { ordered: number(waiting.ordered), seats: number(waiting.seats) });
  if (others.length > 0) return `${count} ${t("Waiting for: {sites}", { sites: list(others) })}`;
  if (!ordered && waiting.for.length > 0) return `${count} ${t("All wait for you.")}`;
  if (game.pace === "host") return t("All have ordered. The host goes on.");
  if (game.pace === "step") return t("Your team has ordered. Waiting for the other teams.");
  return "";
}

/** "8", or "beer: 8, wine: 2" where there are several items. */
function amounts(orders) {
  const all = Object.entries(orders);
  return all.length === 1 ? number(all[0][1]) : list(all.map(([item, units]) => `${named(item)}: ${number(units)}`));
}
