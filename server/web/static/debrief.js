// The debrief: choices take effect at once, and the host can reveal what customers asked for.
import { call } from "./api.js";

document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const team = document.getElementById("team");
team?.addEventListener("change", () => team.form.requestSubmit());

const reveal = document.getElementById("reveal");
reveal?.addEventListener("click", async () => {
  reveal.disabled = true;
  const { ok, message } = await call("POST", `/api/games/${reveal.dataset.code}/host/reveal`, {});
  if (ok) {
    location.reload();
    return;
  }
  document.getElementById("fault").textContent = message;
  reveal.disabled = false;
});

// A projector waits for the host's reveal.
const screen = /^\/screen\/([^/]+)\/debrief$/.exec(location.pathname);
if (screen && document.getElementById("hidden")) {
  setInterval(async () => {
    const { ok, data } = await call("GET", `/api/games/${screen[1]}/screen`);
    if (ok && data.game.revealed) location.reload();
  }, 3000);
}
