// What a player may do with the seat itself: take it to another device, change the name, leave.
import { call } from "./api.js";
import { say, show } from "./dom.js";
import { ask, field } from "./host_dialogs.js";
import { privateQr } from "./host_invite.js";
import { forget } from "./seats.js";
import { t } from "./words.js";

const $ = (id) => document.getElementById(id);

/** The controls of the own seat; `view()` gives the newest view, `refresh` fetches another. */
export function ownSeat(view, refresh) {
  const { seat: id, code } = $("play").dataset;

  /** The private link is fetched when somebody looks for it. */
  async function showLink() {
    const answer = await call("GET", `/api/seats/${id}/link`);
    if (!answer.ok) return finish(answer);
    $("link").value = answer.data.link;
    show($("link-qr"), privateQr(`/api/seats/${id}/qr.svg`));
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
  $("own").addEventListener("toggle", () => $("own").open && showLink());
  $("link").addEventListener("focus", () => $("link").select());
}
