// Everything by keyboard. A field keeps the keys that it needs itself.
import { moved, resized } from "./geometry.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PAN = 40;  // pixels of the screen

export function listen(drawing, view, act) {
  const typing = (target) => target.matches("input:not([type=checkbox]), textarea");

  const arrow = (event) => {
    const [dx, dy] = ARROWS[event.key];
    if (event.target === view.stage) view.pan(-dx * PAN, -dy * PAN);
    if (!event.target.classList.contains("box") || !drawing.current) return false;
    const step = event.ctrlKey || event.metaKey ? 10 : 1;
    const { id, box } = drawing.current;
    const edges = { right: true, bottom: true };
    const [x, y] = [dx * step, dy * step];
    const next = event.shiftKey
      ? resized(box, edges, x, y, drawing.size)
      : moved(box, x, y, drawing.size);
    if (!event.repeat) drawing.settle();
    drawing.place(id, next, "held");
    view.reveal(next);
    return true;
  };

  const commands = {
    z: (event) => (event.shiftKey ? drawing.redo() : drawing.undo()),
    y: () => drawing.redo(),
    s: () => act.save(),
  };
  const onBox = {
    Enter: () => act.name(),
    Delete: () => drawing.remove(drawing.selected),
    Backspace: () => drawing.remove(drawing.selected),
  };
  const plain = {
    n: () => act.add(),
    h: () => act.hand(),
    "+": () => view.zoom(1.5),
    "=": () => view.zoom(1.5),
    "-": () => view.zoom(1 / 1.5),
    0: () => view.fit(),
  };

  const escape = (event) => {
    if (event.target.id === "name" && drawing.selected) return act.back();
    drawing.select(null);
    return view.stage.focus({ preventScroll: true });
  };

  const chosen = (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.key === "Escape") return escape;
    if (event.altKey) return null;
    if (event.ctrlKey || event.metaKey) return commands[key];
    if (typing(event.target)) return null;
    const box = event.target.classList.contains("box");
    return (box && drawing.current && onBox[key]) || plain[key];
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key in ARROWS && !event.altKey) {
      if (arrow(event)) event.preventDefault();
      return;
    }
    const doing = chosen(event);
    if (!doing) return;
    event.preventDefault();
    doing(event);
  });
}
