// After the game: everybody but the retailer draws the demand that they believe customers had, before it is shown.
import { call } from "./api.js";
import { axes, scales, svg } from "./chart.js";
import { make, say } from "./dom.js";
import { number, periodTitle, t } from "./words.js";

const SIZE = { width: 360, height: 200, edge: { left: 42, right: 12, top: 10, bottom: 22 } };

/** A drawing in `box` for a view whose game is over; `onSent` is called when the server has it. */
export function imagine(box, view, onSent) {
  const weeks = view.history.map((week) => week.week);
  const asked = view.history.map((week) => Object.values(week.items).reduce((sum, each) => sum + each.asked, 0));
  const top = Math.max(4, Math.ceil(Math.max(...asked) * 1.2));
  const scale = scales([top], weeks[0], Math.max(weeks.at(-1), weeks[0] + 1), SIZE);
  const values = view.believes ? [...view.believes] : weeks.map(() => asked[0]);
  const touched = new Set(view.believes ? weeks.keys() : []);
  let at = 0; // the week that the keys change

  const line = svg("polyline", { class: "line s1" });
  const dot = svg("circle", { class: "dot s1", r: 5 });
  const pad = svg(
    "svg",
    { viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, class: "pad", tabindex: 0, role: "slider", "aria-valuemin": 0, "aria-valuemax": scale.high, "aria-labelledby": "imagine-title", "aria-describedby": "imagine-keys" },
    ...axes(scale, number),
    line,
    dot,
  );
  const told = make("p", { class: "mono", "aria-hidden": "true" });
  const answer = make("p", { role: "status" });
  const sent = make("button", { type: "button" }, view.believes ? t("Send the drawing again") : t("Send the drawing"));

  function draw() {
    const text = `${periodTitle(view.game.period, weeks[at])}: ${number(values[at])}`;
    line.setAttribute("points", values.map((value, k) => `${scale.x(weeks[k])},${scale.y(value)}`).join(" "));
    dot.setAttribute("cx", scale.x(weeks[at]));
    dot.setAttribute("cy", scale.y(values[at]));
    pad.setAttribute("aria-valuenow", values[at]);
    pad.setAttribute("aria-valuetext", text);
    say(told, text);
  }

  /** A week gets a value; later weeks follow until they are drawn themselves. */
  function put(week, value) {
    values[week] = Math.min(Math.max(0, Math.round(value)), scale.high);
    touched.add(week);
    for (let later = week + 1; later < values.length && !touched.has(later); later++) values[later] = values[week];
  }

  function under(event) {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(pad.getScreenCTM().inverse());
    const { left, right, top: above, bottom } = SIZE.edge;
    const across = (place.x - left) / (SIZE.width - left - right);
    const up = 1 - (place.y - above) / (SIZE.height - above - bottom);
    const week = Math.min(Math.max(0, Math.round(across * (scale.to - scale.from))), weeks.length - 1);
    return [week, up * scale.high];
  }

  function drag(event) {
    const [week, value] = under(event);
    const [from, start] = [at, values[at]];
    const far = Math.abs(week - from);
    for (let k = 1; k < far; k++) put(from + Math.sign(week - from) * k, start + ((value - start) * k) / far);
    put(week, value);
    at = week;
    draw();
  }

  function keys(event) {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 };
    const moves = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: weeks.length - 1 };
    if (event.key in steps) put(at, values[at] + steps[event.key]);
    else if (event.key in moves) at = Math.min(Math.max(0, moves[event.key]), weeks.length - 1);
    else return;
    event.preventDefault();
    draw();
  }

  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    [at] = under(event);
    drag(event);
  });
  pad.addEventListener("pointermove", (event) => pad.hasPointerCapture(event.pointerId) && drag(event));
  pad.addEventListener("keydown", keys);
  sent.addEventListener("click", async () => {
    sent.setAttribute("aria-busy", "true");
    const taken = await call("PUT", `/api/seats/${view.seat.id}/beliefs`, { values });
    sent.setAttribute("aria-busy", "false");
    answer.className = taken.ok ? "notice good" : "notice bad";
    say(answer, taken.ok ? t("Your drawing has arrived. You can change it until the host shows the truth.") : taken.message);
    if (taken.ok) onSent();
  });
  box.replaceChildren(
    make("h2", { id: "imagine-title" }, t("What did the customers ask for?")),
    make("p", {}, t("You never saw the customers at the end of the chain. Draw what you believe they asked for, week by week.")),
    make("figure", { class: "chart" }, pad),
    told,
    make("p", { id: "imagine-keys", class: "hint" }, t("Draw with a finger or the mouse. With keys: left and right choose the week, up and down change it.")),
    sent,
    answer,
  );
  draw();
}
