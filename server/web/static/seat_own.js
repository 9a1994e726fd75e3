// What a player may do with the seat itself: take it to another device, change the name, leave.
import { call } from "./api.js";
import { say } from "./dom.js";
import { ask, field } from "./host_dialogs.js";
import { forget } from "./seats.js";
import { t } from "./words.js";

const $ = (id) => document.getElementById(id);

/** The controls of the own seat; `view()` gives the newest view, `refresh` fetches another. */
export function ownSeat(view, refresh) {
  const { seat: id, code } = $("play").dataset;
  const kept = `bullwhip-link-${id}`;

  /** The link was in the address: it stays at hand in this tab, to be taken to another device. */
  function keepLink(token) {
    sessionStorage.setItem(kept, `${location.origin}/seat/${id}/#${token}`);
    draw();
  }

  function draw() {
    const link = sessionStorage.getItem(kept);
    $("link-label").hidden = link === null;
    $("link").value = link ?? "";
  }

  async function rename() {
    const now = view()?.seat.me ?? "";
    const fields = [field(t("Your name in the game"), "name", { value: now, required: true, maxlength: 40 })];
    const answer = await ask({ title: t("Change your name"), fields, yes: t("Change") });
    if (answer) finish(await call("PUT", `/api/seats/${id}/name`, { name: answer.name }), refresh);
  }

  async function leave() {
    const text = t("A bot goes on in your place. Your seat may be taken by another.");
    const answer = await ask({ title: t("Leave the seat?"), text, yes: t("Leave the seat"), danger: true });
    if (!answer) return;
    finish(await call("POST", `/api/seats/${id}/leave`, {}), () => {
      forget(id);
      sessionStorage.removeItem(kept);
      location.assign(`/j/${code}`);
    });
  }

  function finish(answer, then) {
    if (answer.ok) return then();
    $("fault").hidden = false;
    say($("fault"), answer.message);
  }

  $("rename").addEventListener("click", rename);
  $("leave").addEventListener("click", leave);
  $("link").addEventListener("focus", () => $("link").select());
  return { draw, keepLink };
}
