// Beside the picture: the selected box's name, the list of boxes, what the whole picture shows.
import { colourOf } from "./colours.js";

const SUGGESTED = 12;
const $ = (id) => document.getElementById(id);

function make(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

export class Panel {
  #known = [];

  constructor(drawing, act) {
    Object.assign(this, { drawing, act });
    drawing.addEventListener("change", () => this.draw());
    $("name").addEventListener("input", () => this.#name($("name").value, "name"));
    $("name").addEventListener("blur", () => drawing.settle());
    $("name").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) act.back();
    });
    $("delete").addEventListener("click", () => drawing.remove(drawing.selected));
    $("nothing").addEventListener("change", () => drawing.tick($("nothing").checked));
    $("add").addEventListener("submit", (event) => {
      event.preventDefault();
      drawing.addWhole($("whole").value.trim());
      $("whole").value = "";
    });
  }

  know(labels) {
    this.#known = labels;
    $("known").replaceChildren(...labels.map((label) => new Option(label, label)));
    this.#suggest();
  }

  draw() {
    const { current, boxes, nothing } = this.drawing;
    $("selected").hidden = !current;
    if (current && $("name").value !== current.label) $("name").value = current.label;
    $("nothing").checked = nothing;
    $("empty").hidden = boxes.length > 0;
    $("count").textContent = boxes.length || "";
    this.#list();
    this.#wholes();
    for (const chip of $("suggested").children) {
      chip.setAttribute("aria-pressed", String(chip.textContent === current?.label));
    }
  }

  #name(label, group) {
    if (this.drawing.selected) this.drawing.name(this.drawing.selected, label, group);
  }

  // Buttons, since a phone hides the list that a field has.
  #suggest() {
    const chips = this.#known.slice(0, SUGGESTED).map((label) => {
      const chip = make("button", "chip", label);
      chip.type = "button";
      chip.addEventListener("click", () => this.#name(label));
      return chip;
    });
    $("suggested").replaceChildren(...chips);
  }

  #list() {
    const items = this.drawing.boxes.map(({ id, label }, place) => {
      const button = make("button", "item", label.trim() || "No label yet");
      button.type = "button";
      button.style.setProperty("--colour", colourOf(label));
      button.setAttribute("aria-pressed", String(id === this.drawing.selected));
      button.addEventListener("click", () => this.act.choose(id));
      button.classList.toggle("unnamed", !label.trim());
      const item = document.createElement("li");
      item.append(button);
      item.value = place + 1;
      return item;
    });
    const at = [...$("list").children].findIndex((each) => each.contains(document.activeElement));
    $("list").replaceChildren(...items);
    if (at >= 0) items[Math.min(at, items.length - 1)]?.firstChild.focus();
  }

  #wholes() {
    const chips = this.drawing.wholes.map((label) => {
      const chip = make("span", "chip whole", label);
      const away = make("button", "", "×");
      away.type = "button";
      away.setAttribute("aria-label", `Remove ${label}`);
      away.addEventListener("click", () => {
        this.drawing.removeWhole(label);
        $("whole").focus();
      });
      chip.append(away);
      return chip;
    });
    $("wholes").replaceChildren(...chips);
  }
}
