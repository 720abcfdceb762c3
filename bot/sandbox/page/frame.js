// What opens and closes around the messages: the sidebar on a phone, and the thread.

import { byId } from "./dom.js";

export function frame(workspace) {
  const sidebarOpen = (open) => {
    document.body.classList.toggle("with-sidebar", open);
    byId("menu").setAttribute("aria-expanded", String(open));
  };
  byId("menu").addEventListener("click", () => sidebarOpen(!document.body.classList.contains("with-sidebar")));
  byId("channel").addEventListener("pointerdown", (event) => event.target.closest("#menu") || sidebarOpen(false));
  byId("channels").addEventListener("click", () => sidebarOpen(false));
  byId("viewer").addEventListener("change", (event) => workspace.go({ user: event.target.value }));
  for (const id of ["thread-back", "thread-close"]) {
    byId(id).addEventListener("click", () => workspace.go({ thread: null }));
  }
  addEventListener("keydown", (event) => {
    const elsewhere = event.defaultPrevented || document.querySelector("dialog");
    if (event.key === "Escape" && workspace.thread && !elsewhere) workspace.go({ thread: null });
  });
}
