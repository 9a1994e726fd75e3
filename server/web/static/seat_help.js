// How the game works, in a few sentences that fit the seat: what is decided, what becomes of what is missing, who wins.
import { make, show } from "./dom.js";
import { t, warmUpWords } from "./words.js";

/** Draw what a seat's person has to know; `terms` say what holds there. */
export function drawHelp(terms, view) {
  const items = Object.values(terms.items);
  const lines = [
    t("Goods arrive, and your customers ask for goods. You send what you have; that happens by itself."),
    ...missing(items),
    decided(items),
    view.game.scored_by === "profit" ? t("Your team wins with the highest profit: what customers pay, less all costs.") : t("Your team wins with the lowest cost of the whole chain."),
    warmUpWords(view.game),
  ];
  show(document.getElementById("how"), lines.filter(Boolean).map((line) => make("li", {}, line)));
}

/** What becomes of what cannot be sent: some customers wait, and others do not. */
function missing(items) {
  const asked = items.filter((item) => item.claimants.some(({ item: input }) => input === undefined));
  const leaves = (item) => item.patience === 0 || item.lost_share === 1;
  const waits = t("What you cannot send is your backlog: you owe it, and send it first as soon as goods arrive. Stock costs money, backlog costs more.");
  const lost = t("Customers do not wait: what you cannot give them at once is lost.");
  return [asked.some((item) => !leaves(item)) ? waits : "", asked.some(leaves) ? lost : ""];
}

/** What is decided: one order, or several. */
function decided(items) {
  const lanes = items.flatMap((item) => item.lanes);
  const made = lanes.some((lane) => lane.recipe);
  if (items.length === 1 && lanes.length === 1 && !made) {
    return t("You decide one thing: how much to order from your supplier. The order takes time to get there, and the goods take time to come.");
  }
  const choice = made
    ? t("You decide how much to make, and how much to order of what it takes. Both take time; what is made uses up goods in your stock.")
    : t("You decide how much to order of each item. Orders take time to get there, and goods take time to come.");
  return items.some((item) => item.by_lane) ? `${choice} ${t("Where there are several suppliers, you say how much comes from each.")}` : choice;
}
