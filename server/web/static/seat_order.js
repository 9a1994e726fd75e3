// The order: a field with large steps for each item, or each of its suppliers, checked here, sent until it has arrived.
import { insist } from "./api.js";
import { make, say, show } from "./dom.js";
import { ask } from "./host_dialogs.js";
import { laneName } from "./seat_words.js";
import { named, number, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const HOLD = 400; // ms until a held button repeats
const FAR = 8; // times all that was usual: who orders more is asked
const LEAST = 10; // units that are usual anywhere
const REPEAT = 90; // ms between repeats

/**
 * The order form of a seat. `view()` gives the newest view, `hints()` a sentence or none for each item, and whether it is
 * made here; `onSent` is called when an order was taken or is too late. `refused(orders)` says what else forbids them.
 */
export function orderForm(view, hints, onSent, refused = () => "") {
  const form = $("order");
  let place = ""; // the week whose fields stand there
  let said = ""; // what is said of the boxes there
  let fault = "";
  let sending = null; // the orders under way
  let taken = null; // {week, orders} that the server has confirmed, perhaps before its view says so

  function draw() {
    const fresh = view();
    const open = isOpen(fresh);
    form.hidden = !open;
    if (open && place !== weekOf(fresh)) {
      place = weekOf(fresh);
      fault = "";
      lay(fresh);
    } else if (open && said !== JSON.stringify(hints())) label(fresh);
    const ordered = current(fresh);
    say($("send"), ordered ? t("Change the order") : t("Order"));
    $("send").classList.toggle("secondary", Boolean(ordered));
    $("send").setAttribute("aria-busy", String(sending !== null));
    $("fault").hidden = fault === "";
    say($("fault"), fault);
  }

  /** The orders of this week as the server has them, or null. */
  function current(fresh) {
    return taken && taken.week === weekOf(fresh) ? taken.orders : fresh.ordered;
  }

  /** Lay out the boxes of a new week. */
  function lay(fresh) {
    const hadFocus = form.contains(document.activeElement) && document.activeElement !== document.body;
    label(fresh);
    for (const [item, lane, input] of fields()) {
      const order = fresh.ordered?.[item];
      const units = lane === null ? order : order?.[lane];
      input.value = typeof units === "number" ? String(units) : "";
    }
    if (hadFocus) $("order-0").focus();
  }

  /** The boxes with what is said of them; what was typed stays. */
  function label(fresh) {
    said = JSON.stringify(hints());
    const items = Object.keys(fresh.sight.items);
    let count = 0;
    const boxes = items.map((item) => (limitsOf(fresh, item).lanes ?? [null]).map((lane) => ({ item, lane, at: count++ })));
    show($("fields"), boxes.map((own, at) => group(items[at], own, count - 1, fresh)));
  }

  /** The box of an item, or one for each of its suppliers. */
  function group(item, boxes, last, fresh) {
    const { made, text, multiples = {} } = hints()[item] ?? {};
    const single = Object.keys(fresh.sight.items).length === 1;
    const values = { item: named(item) };
    const whole = made ? t("How much {item} to make", values) : single ? t("Your order") : t("Your order of {item}", values);
    const key = { "data-key": `${item} ${fresh.game.code}` };
    const hint = text ? make("p", { class: "hint" }, text) : null;
    const steps = (lane) => (multiples[lane ?? ""] ? `, ${t("in steps of {n}", { n: number(multiples[lane ?? ""]) })}` : "");
    if (boxes[0].lane === null) return make("div", key, row(boxes[0], whole + steps(null), last, fresh), hint);
    const rows = boxes.map((box) => row(box, t("from {supplier}", { supplier: laneName(box.lane, fresh.seat.site) }) + steps(box.lane), last, fresh));
    return make("fieldset", { ...key, class: "by-lane" }, make("legend", {}, single ? t("Your order") : whole), rows, hint);
  }

  function row({ item, lane, at }, label, last, { limits, game }) {
    const pad = limitsOf({ limits }, item).negative ? "text" : limits.whole ? "numeric" : "decimal"; // a pad of figures has no minus
    const kind = { inputmode: pad, autocomplete: "off", maxlength: 9, enterkeyhint: at === last ? "send" : "next" };
    const step = (by, sign, words) => make("button", { type: "button", class: "step secondary target", "data-step": by, "data-for": `order-${at}`, "aria-label": words }, sign);
    return make(
      "div",
      { "data-key": `${item} ${lane ?? ""} ${game.code}` },
      make("label", { for: `order-${at}` }, label),
      make(
        "div",
        { class: "stepper" },
        step(-1, "−", t("less")),
        make("input", { id: `order-${at}`, "data-item": item, "data-lane": lane, "aria-describedby": "fault", ...kind }),
        step(1, "+", t("more")),
      ),
    );
  }

  const fields = () => [...form.querySelectorAll("input[data-item]")].map((input) => [input.dataset.item, input.dataset.lane ?? null, input]);

  function move(input, by) {
    const limits = limitsOf(view(), input.dataset.item);
    const step = limits.multiple || 1;
    const now = parsed(input.value, limits) ?? 0;
    input.value = String(Math.min(Math.max(limits.negative ? -Infinity : 0, now + by * step), limits.cap ?? Infinity));
  }

  function complain(text, input) {
    fault = text;
    draw();
    input?.setAttribute("aria-invalid", "true");
    input?.focus();
  }

  async function send(event) {
    event.preventDefault();
    const fresh = view();
    const orders = {};
    for (const [item, lane, input] of fields()) {
      input.removeAttribute("aria-invalid");
      const wrong = faultOf(input.value, limitsOf(fresh, item));
      if (wrong) return complain(wrong, input);
      const units = parsed(input.value, limitsOf(fresh, item));
      if (lane === null) orders[item] = units;
      else orders[item] = { ...orders[item], [lane]: units };
    }
    const forbidden = refused(orders);
    if (forbidden) return complain(forbidden, fields()[0][2]);
    for (const [item, lane, input] of fields()) {
      if (!(await surely(lane === null ? orders[item] : orders[item][lane], item, fresh))) return input.focus();
    }
    if (weekOf(view()) !== weekOf(fresh)) return; // it closed while somebody thought
    fault = "";
    const mine = { week: weekOf(fresh), orders };
    sending = mine;
    onSent(mine, "sending");
    draw();
    const path = `/api/seats/${fresh.seat.id}/orders/${fresh.week}`;
    const answer = await insist("PUT", path, { orders, take: fresh.take }, () => sending === mine && weekOf(view()) === mine.week);
    if (sending !== mine) return; // a later order has replaced this one
    sending = null;
    if (answer.ok) taken = mine;
    else fault = answer.message;
    if (answer.ok && matchMedia("(pointer: coarse)").matches) document.activeElement.blur(); // the number pad goes away
    onSent(mine, answer.ok ? "taken" : "refused");
    draw();
  }

  form.addEventListener("submit", send);
  form.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || !event.target.matches("input[data-item]")) return;
    event.preventDefault();
    move(event.target, by);
  });
  repeatWhileHeld(form, (button) => move($(button.dataset.for), Number(button.dataset.step)));
  return { draw, current, isSending: () => sending !== null };
}

/** Whether an order can be given now. */
export const isOpen = ({ game, seat, forced }) => (game.state === "playing" || game.state === "practice") && !forced && !seat.held;

/** A week of a game, told apart from the same week after it was practised or taken back. */
export const weekOf = (view) => `${view.game.state === "practice" ? "practice" : "game"} ${view.take} ${view.week}`;

const limitsOf = ({ limits }, item) => limits.items?.[item] ?? limits;

/** A number as it was typed: "12", "0.5", "0,5", and "-3" where goods may go back; null where it is none. */
export function parsed(text, { negative = false } = {}) {
  const typed = text.trim().normalize("NFKC").replace("−", "-");
  const known = negative ? /^-?\d+([.,]\d*)?$/ : /^\d+([.,]\d*)?$/;
  return known.test(typed) ? Number(typed.replace(",", ".")) : null;
}

/** Whether an order is meant that is far above all that was asked for or ordered here: a slip of the finger costs a game. */
function surely(units, item, { sight, history }) {
  const known = [sight.items[item].asked, ...history.flatMap((week) => [week.items[item].asked, week.items[item].order])];
  const most = Math.max(...known);
  if (most === 0) return true; // nothing is usual yet
  if (units <= FAR * Math.max(most, LEAST)) return true;
  const text = t("Until now at most {n} was asked for or ordered here.", { n: number(most) });
  return ask({ title: t("Really order {n}?", { n: number(units) }), text, yes: t("Order {n}", { n: number(units) }), danger: true });
}

/** What is wrong with an order as it was typed. In whole units "1,000" is refused: some mean a thousand by it, and some one. */
function faultOf(text, limits) {
  const units = parsed(text, limits);
  if (units === null && /^[-−]\s*\d/.test(text.trim())) return t("Goods cannot be sent back: order 0 or more.");
  if (units === null) return t("Enter a number; 0 if you want nothing.");
  if (limits.whole && /[.,]/.test(text.normalize("NFKC"))) return t("Enter a whole number.");
  if (limits.cap !== null && units > limits.cap) return t("Order {n} at most.", { n: number(limits.cap) });
  if (units > 0 && units < limits.minimum) return t("Order nothing, or {n} at least.", { n: number(limits.minimum) });
  const parts = limits.multiple > 0 ? units / limits.multiple : 0;
  if (Math.abs(parts - Math.round(parts)) > 1e-9) return t("Order a multiple of {n}.", { n: number(limits.multiple) });
  return "";
}

/** A press steps once, a longer one goes on; a key or a screen reader's click steps once. */
function repeatWhileHeld(form, step) {
  let timer = 0;
  let held = false;
  const stop = () => clearTimeout(timer);
  const again = (button) => {
    held = true;
    step(button);
    timer = setTimeout(again, REPEAT, button);
  };
  form.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("[data-step]");
    held = false;
    stop();
    if (button && event.button === 0) timer = setTimeout(again, HOLD, button);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) form.addEventListener(end, stop);
  form.addEventListener("contextmenu", (event) => event.target.closest("[data-step]") && event.preventDefault());
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button && !held) step(button);
    held = false;
  });
}
