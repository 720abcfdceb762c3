// The ⋮ menu of a message: reply in its thread, and the app's message shortcuts.

import { h } from "./dom.js";

export function messageMenu(actions) {
  const list = h("div", { class: "popup", role: "menu", hidden: true },
    actions.map(({ text, about, run }) => h("button", {
      type: "button",
      role: "menuitem",
      onclick: () => { close(); run(); },
    }, h("span", {}, text), about && h("small", {}, about))));
  const opener = h("button", {
    type: "button",
    class: "icon",
    "aria-label": "More for this message",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    onclick: () => (list.hidden ? open() : close()),
  }, "⋮");
  const node = h("div", { class: "tools" }, opener, list);

  function open() {
    list.hidden = false;
    // Near the bottom it opens upwards.
    const below = innerHeight - opener.getBoundingClientRect().bottom;
    list.classList.toggle("up", below < list.offsetHeight + 90);
    opener.setAttribute("aria-expanded", "true");
    list.querySelector("button")?.focus();
    document.addEventListener("pointerdown", outside);
  }
  function close() {
    if (list.hidden) return;
    list.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    opener.focus({ preventScroll: true });
    node.dispatchEvent(new CustomEvent("menuclosed", { bubbles: true }));
  }
  const outside = (event) => node.contains(event.target) || close();
  node.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const items = [...list.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return node;
}
