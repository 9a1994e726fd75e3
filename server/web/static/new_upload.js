// A scenario of the teacher's own: read here, checked by the server, all its faults listed with their places.
import { make, say } from "./dom.js";
import { number, t, tn } from "./words.js";

const MOST = 200_000; // characters, as the server takes them

/** Read a file and have it checked by `call`. Gives the scenario's description with its text as `toml`, or null. */
export async function readScenario(file, { said, faults }, call) {
  faults.hidden = true;
  said.className = "notice";
  say(said, t("Checking {file} …", { file: file.name }));
  if (file.size > 4 * MOST) return refuse(said, t("{file} is too large: a scenario has {n} characters at most.", { file: file.name, n: number(MOST) }));
  const toml = await file.text();
  if (toml.length > MOST) return refuse(said, t("{file} is too large: a scenario has {n} characters at most.", { file: file.name, n: number(MOST) }));
  const answer = await call("/api/scenarios/check", { toml });
  if (!answer.ok) return refuse(said, answer.message);
  const found = answer.data.faults;
  if (found.length > 0) {
    faults.querySelector("tbody").replaceChildren(...found.map(row));
    faults.hidden = false;
    return refuse(said, tn("{file} has {n} fault.", "{file} has {n} faults.", found.length, { file: file.name }));
  }
  const read = await call("/api/scenarios/preview", { scenario: toml });
  if (!read.ok) return refuse(said, read.message);
  said.className = "notice good";
  say(said, t("{file} is fine.", { file: file.name }));
  return { ...read.data.scenario, name: `file:${file.name}`, toml };
}

function refuse(said, text) {
  said.className = "notice bad";
  say(said, text);
  return null;
}

function row(fault) {
  const line = fault.line ? t("line {n}", { n: number(fault.line) }) : "";
  const inside = fault.file ? fault.place.slice(fault.file.length).replace(/^(:\d+)?(: )?/, "") : fault.place;
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, [line, inside].filter(Boolean).join(", ") || t("the whole file")),
    make("td", {}, fault.found),
    make("td", {}, fault.remedy),
  );
}
