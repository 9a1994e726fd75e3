// The live client: a view is pushed as server-sent events; where that fails it is fetched. It heals by itself.
import { call } from "./api.js";

const HELLO = 5_000; // ms until the stream must have greeted
const BEAT = 40_000; // ms that it may be silent; the server beats every 15 s
const FIRST = 1_200; // ms until the first fetch, where the stream has not been quicker
const POLL = 2_000; // ms between two fetches while there is no stream
const HIDDEN = 15_000; // ms between two fetches of a tab that nobody sees
const AGAIN = [8_000, 15_000, 30_000, 60_000]; // ms until the stream is tried again

/**
 * Follow a view. `onView(view)` gets every new one; `onState(state)` is told "live", "polling", "offline" or
 * "refused" (the server knows this browser no more: the client has stopped).  Gives {refresh, stop}.
 */
export function follow({ view, stream, onView, onState = () => {} }) {
  let source = null; // the EventSource
  let watch = 0; // timer: the stream has to say something until then
  let next = 0; // timer: the next fetch
  let again = 0; // timer: the next try of the stream
  let failures = 0;
  let shown = null; // the version on the page
  let etag = null;
  let state = "";
  let stopped = false;

  const tell = (fresh) => {
    if (fresh !== state) onState((state = fresh));
  };
  const jitter = (ms) => ms * (0.75 + Math.random() / 2);

  function take(fresh) {
    if (shown !== null && !isNewer(fresh.version, shown)) return;
    shown = fresh.version;
    onView(fresh);
  }

  function closeStream() {
    clearTimeout(watch);
    clearTimeout(again);
    source?.close();
    source = null;
  }

  function openStream() {
    closeStream();
    if (stopped || document.hidden) return;
    const mine = new EventSource(stream);
    source = mine;
    const heard = () => {
      clearTimeout(watch);
      watch = setTimeout(lost, BEAT);
    };
    watch = setTimeout(lost, HELLO);
    mine.addEventListener("hello", () => {
      failures = 0;
      clearTimeout(next);
      heard();
      tell("live");
    });
    mine.addEventListener("beat", heard);
    mine.addEventListener("gone", () => {
      closeStream();
      schedule(0); // a fetch says why
    });
    mine.addEventListener("view", (event) => {
      heard();
      take(JSON.parse(event.data));
    });
    mine.addEventListener("error", () => {
      if (mine !== source) return;
      if (mine.readyState === EventSource.CLOSED) return lost(); // after a proxy's 502 it is dead for good
      clearTimeout(watch);
      watch = setTimeout(lost, HELLO); // the browser tries again by itself: it has to succeed
      schedule(jitter(FIRST)); // all come back at once after a restart
    });
  }

  function lost() {
    closeStream();
    again = setTimeout(openStream, jitter(AGAIN[Math.min(failures++, AGAIN.length - 1)]));
    schedule(shown === null ? 0 : jitter(FIRST));
  }

  function schedule(ms) {
    clearTimeout(next);
    next = setTimeout(fetchView, ms);
  }

  async function fetchView() {
    clearTimeout(next);
    const answer = await call("GET", view, undefined, etag ? { "If-None-Match": etag } : {});
    if (stopped) return;
    if ([401, 403, 404, 410].includes(answer.status)) {
      stop();
      return tell("refused");
    }
    if (answer.ok) take(answer.data);
    etag = answer.etag ?? etag;
    const streaming = source?.readyState === EventSource.OPEN && state === "live";
    if (streaming) return;
    tell(answer.ok || answer.status === 304 ? "polling" : "offline");
    schedule(jitter(document.hidden ? HIDDEN : POLL));
  }

  function wake() {
    if (stopped) return;
    if (document.hidden) {
      closeStream();
      state = state === "live" ? "polling" : state;
      schedule(jitter(HIDDEN));
    } else {
      failures = 0;
      schedule(0);
      openStream();
    }
  }

  function stop() {
    stopped = true;
    closeStream();
    clearTimeout(next);
    document.removeEventListener("visibilitychange", wake);
    removeEventListener("online", wake);
    removeEventListener("offline", lost);
    removeEventListener("pageshow", restored);
    removeEventListener("pagehide", closeStream);
  }

  const restored = (event) => {
    if (event.persisted) wake(); // out of the browser's memory of pages, where timers and streams have died
  };
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("offline", lost);
  addEventListener("pageshow", restored);
  addEventListener("pagehide", closeStream);
  schedule(FIRST);
  openStream();
  return { refresh: fetchView, stop };
}

/**
 * Whether a version ("<week>-<n>") is newer than another. n counts all that has happened in the game: the week alone
 * would not do, as the host can take a week back.
 */
export function isNewer(version, other) {
  return Number(version.split("-").pop()) > Number(other.split("-").pop());
}
