// Links and QR: how people come in, and how a projector or a second device of the host does.
import { make } from "./dom.js";
import { list, t } from "./words.js";

/** What the sheet shows; `shown` remembers whether the private code is to be seen. */
export function inviteSheet(view, shown) {
  const { code } = view.game;
  const { origin } = new URL(view.links.join); // the address that other devices reach, where this one says localhost
  const addresses = (view.addresses ?? []).filter((address) => address !== origin);
  return [
    make("img", { class: "qr", src: `/api/games/${code}/qr.svg`, alt: t("QR code of the address to join"), width: 220, height: 220 }),
    make("p", {}, t("Code:"), " ", make("span", { class: "code big" }, code)),
    link(t("To join"), view.links.join),
    make("p", {}, make("a", { href: `/screen/${code}/`, target: "_blank", rel: "noopener" }, t("Open the projector in a new window"))),
    view.links.screen
      ? link(t("Projector on another device (private)"), view.links.screen)
      : make("p", { class: "muted" }, t("A projector on another device needs a private link: make one under More, New tokens.")),
    link(t("This console on another device (private: whoever has it is the host)"), view.links.host),
    privateQr(`/api/games/${code}/host/qr.svg`, shown),
    addresses.length > 0 ? make("p", { class: "muted" }, t("Other addresses of this computer: {addresses}", { addresses: list(addresses) })) : null,
  ];
}

/** A QR code that others should not see: hidden until it is asked for (`shown.now`), and fetched only then. */
export function privateQr(source, shown = { now: false }) {
  const picture = make("img", { class: "qr", src: shown.now ? source : null, alt: t("QR code of the private link"), width: 220, height: 220 });
  const box = make("details", { open: shown.now }, make("summary", {}, t("Show it as a QR code (let nobody else see it)")), picture);
  box.addEventListener("toggle", () => {
    shown.now = box.open;
    if (box.open) picture.setAttribute("src", source);
  });
  return box;
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
