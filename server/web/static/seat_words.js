// What a seat's page says about the game's state, its order and who is waited for. Pure: no page, no network.
import { list, money, named, number, t, warmUpWords } from "./words.js";

/** The state in a sentence, with the kind of notice; no text where nothing needs saying. */
export function stateOf(view) {
  const { game, seat } = view;
  if (game.state === "lobby") return { text: t("You are in. The game begins when the host starts it."), kind: "good" };
  if (game.state === "paused") return { text: t("The host has paused the game."), kind: "warn" };
  if (game.state === "over") return { text: result(view.sight), kind: "good" };
  if (seat.held) return { text: t("The host lets a bot play this seat for now."), kind: "warn" };
  if (seat.bot) return { text: t("A bot orders for this seat. Order yourself to take it back."), kind: "warn" };
  if (view.forced) return { text: t("Orders are fixed at first: you order {order}.", { order: amounts(view.suggest, seat.site) }), kind: "" };
  const free = warmUpWords(game);
  if (game.state === "playing" && view.week <= (game.warm_up ?? 0)) return { text: free, kind: "" };
  if (game.state === "practice") return { text: t("Practice: this does not count. Afterwards everything begins anew."), kind: "" };
  return { text: "", kind: "" };
}

/** What the seat has come to: what it cost, and what it earned where customers pay. */
function result(sight) {
  const cost = money(sight?.cost_so_far ?? 0);
  if (sight?.profit_so_far === undefined) return t("The game is over. Your seat cost {cost}.", { cost });
  return t("The game is over. Your seat earned {profit}; its costs of {cost} are taken off.", { profit: money(sight.profit_so_far), cost });
}

/** What became of an order: sending, taken or refused. */
export function afterOrder(view, orders, state, rounded = {}) {
  const runs = view.game.state === "playing" || view.game.state === "practice";
  if (!orders || !runs || state === "refused") return { text: "", kind: "" };
  if (state === "sending") return { text: t("Sending your order of {order} …", { order: amounts(orders, view.seat.site) }), kind: "" };
  const text = t("You ordered {order}. You can change it until everybody has ordered.", { order: amounts(orders, view.seat.site) });
  const all = Object.entries(rounded).map(([item, units]) => `${named(item)}: ${amount(units, view.seat.site)}`);
  const more = all.length > 0 ? ` ${t("Rounded up to whole steps: {orders}.", { orders: list(all) })}` : "";
  return { text: text + more, kind: "good" };
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

/** Who asks: own customers, another site, or what is made here of the goods. */
export function claimantName({ to, item }) {
  if (to === null) return t("Customers");
  return item === undefined ? named(to) : t("Making {item}", { item: named(item) });
}

/** Where goods come from, by the lane's name; further ones of a supplier are numbered. */
export function laneName(name, site) {
  const [, supplier, more] = name.match(/^(.*?)( #\d+)?$/s);
  const known = supplier === "outside" ? t("the outside world") : supplier === site ? t("your own making") : named(supplier);
  return known + (more ?? "");
}

/** "8", or "beer: 8, wine: 2" where there are several items, or suppliers. */
function amounts(orders, site) {
  const all = Object.entries(orders);
  if (all.length === 1) return amount(all[0][1], site);
  return list(all.map(([item, units]) => `${named(item)}: ${amount(units, site)}`));
}

/** "8", or "2 from near, 3 from far" where each supplier is ordered from by itself. */
export function amount(order, site) {
  if (typeof order === "number") return number(order);
  return list(Object.entries(order).map(([lane, units]) => t("{n} from {supplier}", { n: number(units), supplier: laneName(lane, site) })));
}
