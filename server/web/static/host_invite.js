// Links and QR: how people come in, and how a projector or a second device of the host does.
import { make } from "./dom.js";
import { list, t } from "./words.js";

/** Keep private links, which the server tells only when they are made, for as long as this tab lives. */
export function keepLinks(code, links) {
  sessionStorage.setItem(`links-${code}`, JSON.stringify({ ...keptLinks(code), ...links }));
}

const keptLinks = (code) => JSON.parse(sessionStorage.getItem(`links-${code}`) ?? "{}");

/** What the sheet shows. */
export function inviteSheet(view) {
  const { code } = view.game;
  const kept = keptLinks(code);
  const { origin } = new URL(view.links.join); // the address that other devices reach, where this one says localhost
  const reachable = (address) => address && address.replace(/^https?:\/\/[^/]+/, origin);
  const addresses = (view.addresses ?? []).filter((address) => address !== origin);
  return [
    make("img", { class: "qr", src: `/api/games/${code}/qr.svg`, alt: t("QR code of the address to join"), width: 220, height: 220 }),
    make("p", {}, t("Code:"), " ", make("span", { class: "code big" }, code)),
    link(t("To join"), view.links.join),
    make("p", {}, make("a", { href: `/screen/${code}/`, target: "_blank", rel: "noopener" }, t("Open the projector in a new window"))),
    kept.screen
      ? link(t("Projector on another device (private)"), reachable(kept.screen))
      : make("p", { class: "muted" }, t("A projector on another device needs a private link: make one under More, New tokens.")),
    link(t("This console on another device (private: whoever has it is the host)"), reachable(kept.host ?? view.links.host)),
    addresses.length > 0 ? make("p", { class: "muted" }, t("Other addresses of this computer: {addresses}", { addresses: list(addresses) })) : null,
  ];
}

function link(text, address) {
  return make(
    "div",
    { class: "link" },
    make("label", {}, text, make("input", { type: "text", readonly: true, value: address })),
    make("button", { type: "button", class: "secondary", "data-copy": address }, t("Copy")),
  );
}

/** Copy the address beside a button.  On plain HTTP there is no clipboard but the old way. */
export async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    button.parentElement.querySelector("input").select();
    if (!document.execCommand("copy")) return;
  }
  const before = button.textContent;
  button.textContent = t("Copied");
  setTimeout(() => (button.textContent = before), 2000);
}
