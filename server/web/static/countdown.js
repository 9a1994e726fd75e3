// The time that is left, by the server's clock, whatever the browser's own clock says.
import { t } from "./words.js";

const WARN = 10_000; // ms that are left when the clock begins to stand out

/** A countdown in a node: `show(deadline, now)` in the server's milliseconds; a deadline of null hides it. */
export function countdown(node) {
  let ends = null; // by this browser's clock
  let timer = 0;

  function tick() {
    clearTimeout(timer);
    node.hidden = ends === null;
    if (ends === null) return;
    const left = Math.max(0, ends - performance.now());
    const seconds = Math.ceil(left / 1000);
    node.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    node.setAttribute("aria-label", t("{n} seconds left", { n: seconds }));
    node.classList.toggle("soon", left < WARN);
    if (left > 0) timer = setTimeout(tick, left % 1000 || 1000);
  }

  return {
    show(deadline, now) {
      ends = deadline === null || deadline === undefined ? null : performance.now() + deadline - now;
      tick();
    },
  };
}
