// A private link carries its token behind the #: it is traded for a cookie, and disappears from the address.
import { call } from "./api.js";

const TOKEN = /^#([\w-]{20,})$/;

/**
 * Trade the token of the address for a cookie, if there is one.
 * Gives null where there is none, else the answer of the server with the token beside it.
 */
export async function enter() {
  const token = TOKEN.exec(location.hash)?.[1];
  if (!token) return null;
  const answer = await call("POST", "/api/enter", { token });
  if (answer.status !== 0) history.replaceState(null, "", location.pathname + location.search);
  return { ...answer, token };
}
