// A picture in full, over the page. Esc, the ✕ or a click closes it.

import { h, openDialog } from "./dom.js";

export function enlarge(source, alt, download) {
  const dialog = openDialog({ class: "lightbox", "aria-label": alt || "Picture" },
    h("button", { type: "button", class: "icon close", "aria-label": "Close", onclick: () => dialog.close() }, "✕"),
    h("img", { src: source, alt: alt ?? "", onclick: () => dialog.close() }),
    h("footer", {},
      h("span", {}, alt),
      download && h("a", { href: download, download: "" }, "Download")));
}

export async function preview(name, source, download) {
  const body = await fetch(source).then((response) => response.text());
  const dialog = openDialog({ class: "preview", "aria-label": name },
    h("header", {},
      h("h2", {}, name),
      h("a", { href: download, download: "" }, "Download"),
      h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => dialog.close() }, "✕")),
    h("pre", { tabindex: "0" }, pretty(body)));
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
