// Small line charts as SVG: one axis from the left, one line per series, told apart by colour and dashes.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 360;
const HEIGHT = 150;
let charts = 0; // drawn so far: their ids differ
const EDGE = { left: 34, right: 8, top: 8, bottom: 20 };

/** An SVG node with attributes, children and text. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * A chart of series {name, values}; values[k] belongs to period first + k.
 * `title` and `desc` are what a screen reader says. Gives an <svg>.
 */
export function lineChart({ series, first, title, desc, number, last = 0 }) {
  const count = Math.max(...series.map((each) => each.values.length));
  const scale = scales(series.flatMap((each) => each.values), first, Math.max(first + count - 1, last, first + 1));
  const id = `chart-${++charts}`;
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": `${id}-title ${id}-desc` },
    svg("title", { id: `${id}-title` }, title),
    svg("desc", { id: `${id}-desc` }, desc),
    ...axes(scale, number),
    ...series.map((each, at) => svg("polyline", { class: `line s${at + 1}`, points: points(each.values, first, scale) })),
    ...series.map((each, at) => endDot(each.values, first, scale, at + 1)),
  );
}

/** Where a period and a value lie: {x(period), y(value), low, high, from, to, ticks}. */
export function scales(values, from, to, size = { width: WIDTH, height: HEIGHT, edge: EDGE }) {
  const step = niceStep(Math.max(0, ...values) - Math.min(0, ...values));
  const low = Math.floor(Math.min(0, ...values) / step) * step;
  const high = Math.max(low + step, Math.ceil(Math.max(0, ...values) / step) * step);
  const { width, height, edge } = size;
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, k) => low + k * step);
  const x = (period) => edge.left + ((period - from) / (to - from)) * (width - edge.left - edge.right);
  const y = (value) => height - edge.bottom - ((value - low) / (high - low)) * (height - edge.top - edge.bottom);
  return { x, y, low, high, from, to, ticks, size };
}

/** The axes of a scale, with their numbers. */
export function axes(scale, number) {
  const { x, y, ticks, from, to, size } = scale;
  const right = size.width - size.edge.right;
  const lines = ticks.flatMap((value) => [
    svg("line", { class: value === 0 ? "zero" : "grid", x1: size.edge.left, x2: right, y1: y(value), y2: y(value) }),
    svg("text", { x: size.edge.left - 5, y: y(value) + 4, "text-anchor": "end" }, number(value)),
  ]);
  const every = Math.max(1, niceStep(to - from));
  const periods = [from];
  for (let period = Math.ceil((from + 1) / every) * every; period <= to; period += every) periods.push(period);
  const far = periods.filter((period, at) => at === 0 || x(period) - x(from) > 24);
  const numbers = far.map((period) => svg("text", { x: x(period), y: size.height - 5, "text-anchor": "middle" }, number(period)));
  return [...lines, ...numbers];
}

function points(values, first, { x, y }) {
  return values.map((value, at) => `${x(first + at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
}

function endDot(values, first, { x, y }, place) {
  const at = values.length - 1;
  return svg("circle", { class: `dot s${place}`, cx: x(first + at).toFixed(1), cy: y(values[at]).toFixed(1), r: 3 });
}

/** A step of 1, 2 or 5 times a power of ten that gives some four of them in a span. */
function niceStep(span) {
  const rough = Math.max(span, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough);
  return Math.max(factor * power, 1);
}
