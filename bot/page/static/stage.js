// The picture and its boxes on the screen. Elements are kept, so that the focus stays.
import { colourOf } from "./colours.js";

const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

export class Stage {
  #elements = new Map();

  constructor(drawing, view, picture, boxes) {
    Object.assign(this, { drawing, view, picture, boxes });
    drawing.addEventListener("change", () => this.draw());
    view.addEventListener("change", () => this.draw());
  }

  draw() {
    const { scale, x, y, size } = this.view;
    this.picture.style.width = `${size.width * scale}px`;
    this.picture.style.height = `${size.height * scale}px`;
    this.picture.style.transform = `translate(${x}px, ${y}px)`;
    this.picture.classList.toggle("coarse", scale >= 4);
    this.#forget();
    this.drawing.boxes.forEach((each, place) => this.#draw(each, place));
  }

  focus(id) { this.#elements.get(id)?.focus({ preventScroll: true }); }

  #forget() {
    for (const [id, element] of this.#elements) {
      if (this.drawing.box(id)) continue;
      if (element === document.activeElement) this.view.stage.focus({ preventScroll: true });
      element.remove();
      this.#elements.delete(id);
    }
  }

  #draw({ id, label, box }, place) {
    const element = this.#elements.get(id) ?? this.#make(id);
    const here = this.boxes.children[place];
    if (here !== element) this.boxes.insertBefore(element, here ?? null);
    const [left, top, right, bottom] = this.view.onScreen(box);
    Object.assign(element.style, {
      transform: `translate(${left}px, ${top}px)`,
      width: `${right - left}px`,
      height: `${bottom - top}px`,
    });
    element.style.setProperty("--colour", colourOf(label));
    const chosen = id === this.drawing.selected;
    element.classList.toggle("selected", chosen);
    element.classList.toggle("low", top < 26);
    element.classList.toggle("late", left > this.view.stage.clientWidth - 150 && right > 150);
    element.classList.toggle("unnamed", !label.trim());
    element.setAttribute("aria-pressed", String(chosen));
    const words = `${label.trim() || "No label yet"}, box ${place + 1} of ${this.drawing.boxes.length}`;
    element.setAttribute("aria-label", `${words}, from ${box[0]}, ${box[1]} to ${box[2]}, ${box[3]}`);
    element.firstChild.textContent = label.trim() || "What is it?";
  }

  #make(id) {
    const element = document.createElement("div");
    element.className = "box";
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    element.setAttribute("aria-describedby", "hint");
    element.dataset.id = id;
    element.append(Object.assign(document.createElement("span"), { className: "caption" }));
    for (const handle of HANDLES) {
      element.append(Object.assign(document.createElement("i"), { className: handle }));
    }
    element.addEventListener("focus", () => {
      this.drawing.select(id);
      if (this.drawing.box(id)) this.view.reveal(this.drawing.box(id).box);
    });
    this.#elements.set(id, element);
    return element;
  }
}
