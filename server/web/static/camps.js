// The two camps of a class: what they are called, their signs, and what a team is told.
import { make, show } from "./dom.js";
import { t, tn } from "./words.js";

const SIGNS = { lean: "▲", buffered: "■" };

/** What a camp is called. */
export const campName = (camp) => ({ lean: t("lean"), buffered: t("buffered") })[camp];

/** The camp in which a team is not. */
export const otherCamp = ({ camp }) => (camp === "lean" ? "buffered" : "lean");

/** A camp as a chip: its sign and its name; nothing in a game without camps. */
export function campChip(camp) {
  if (!camp) return null;
  return make("span", { class: `chip camp ${camp}` }, make("span", { "aria-hidden": "true" }, SIGNS[camp]), ` ${campName(camp)}`);
}

/** A camp's sign alone, where there is no room for its name; the name is read out. */
export function campSign(camp) {
  if (!camp) return null;
  return make("span", { class: `camp ${camp}` }, make("span", { "aria-hidden": "true" }, SIGNS[camp]), make("span", { class: "hidden-text" }, ` ${campName(camp)} `));
}

/** Say in which camp a seat's team is, and what that means. */
export function drawCamp(node, { camp, game }) {
  node.hidden = !camp || game.state === "over";
  if (!camp) return;
  const held = camp.held ? ` ${t("The host holds you to it: other orders are refused.")}` : "";
  show(node, campChip(camp.name), ` ${meaning(camp)}${held}`);
}

function meaning({ name, cover }) {
  if (name === "lean") {
    return tn("Your team runs lean, with {n} week of cover at most: little stock costs little, and missing goods stop you soon.",
      "Your team runs lean, with {n} weeks of cover at most: little stock costs little, and missing goods stop you soon.", cover);
  }
  return tn("Your team keeps stock, with {n} week of cover at least: that costs money, and lasts while goods are missing.",
    "Your team keeps stock, with {n} weeks of cover at least: that costs money, and lasts while goods are missing.", cover);
}
