// Players of earlier games: read from the file of a game, their habits worked out by the server.
import { AT_WORK, call } from "./api.js";
import { number, t, tn } from "./words.js";

const MOST = 1_000_000; // bytes, as the server takes them
const known = []; // {key, team, site, people, rule}

/** All that were read so far. */
export const earlierPlayers = () => known;

/** Read the file of a game; what came of it, in words. */
export async function readGame(file) {
  let record = null;
  try {
    record = JSON.parse(await file.text());
  } catch {
    return t("{file} is no file of a game.", { file: file.name });
  }
  if (JSON.stringify(record).length > MOST) return t("{file} is too large: up to about 100 people of a game can be read.", { file: file.name });
  const answer = await call("POST", "/api/players", { record }, {}, AT_WORK);
  if (!answer.ok) return answer.message;
  const found = answer.data.players;
  for (const player of found) known.push({ ...player, key: known.length });
  return found.length > 0
    ? tn("{n} player was found.", "{n} players were found.", found.length, { n: number(found.length) })
    : t("Nobody in this game ordered in enough weeks to tell habits.");
}
