// Links and QR: how people come in, and how a projector or a second device of the host does.
import { call } from "./api.js";
import { make } from "./dom.js";
import { t } from "./words.js";

/** What the sheet shows; `links` are new private links, which the server tells only once. */
export function inviteSheet(view, links) {
  const { code } = view.game;
  const given = { ...view.links, ...links };
  return [
    make("img", { class: "qr", src: `/api/games/${code}/qr.svg`, alt: t("QR code of the address to join"), width: 220, height: 220 }),
    make("p", {}, t("Code:"), " ", make("span", { class: "code big" }, code)),
    link(t("To join"), given.join),
    make("p", {}, make("a", { href: `/screen/${code}/`, target: "_blank", rel: "noopener" }, t("Open the projector in a new window"))),
    given.screen ? link(t("Projector on another device (private)"), given.screen) : null,
    given.host ? link(t("This console on another device (private: whoever has it is the host)"), given.host) : null,
    given.screen && given.host ? null : make("p", { class: "muted" }, t("Private links are shown once, when they are made. Make new ones under More, New tokens.")),
    (view.addresses ?? []).length > 1 ? make("p", { class: "muted" }, t("Other addresses of this computer: {addresses}", { addresses: view.addresses.join(" · ") })) : null,
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

/** Copy a text; gives whether it worked.  On plain HTTP there is no clipboard but the old way. */
export async function copy(button) {
  const input = button.parentElement.querySelector("input");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    input.select();
    if (!document.execCommand("copy")) return;
  }
  const before = button.textContent;
  button.textContent = t("Copied");
  setTimeout(() => (button.textContent = before), 2000);
}
