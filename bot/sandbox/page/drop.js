// Files may be dropped anywhere on the page.

import { byId } from "./dom.js";

// `dropped(files, inThread)` is called with what was let go, and where.
export function acceptDrops(dropped) {
  const veil = byId("drop");
  let depth = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const lift = () => { depth = 0; veil.hidden = true; };

  addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth += 1;
    veil.hidden = false;
  });
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) veil.hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    lift();
    const files = [...event.dataTransfer.files];
    if (files.length) dropped(files, Boolean(event.target.closest?.("#thread")));
  });
  addEventListener("blur", lift);
}
