// The list above the composer: slash commands and their words, and people after an @.

import { h } from "./dom.js";

let counter = 0;

export class Suggestions {
  constructor(field, find) {
    this.field = field;
    this.find = find;
    this.node = h("ul", { class: "suggestions", role: "listbox", id: `suggestions-${counter++}`, hidden: true });
    this.items = [];
    this.active = -1;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.node.id);
    field.addEventListener("input", () => this.update());
    field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  update() {
    this.items = this.find(this.field.value.slice(0, this.field.selectionStart));
    this.active = -1;
    this.draw();
  }

  draw() {
    const open = this.items.length > 0;
    this.node.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    this.node.replaceChildren(...this.items.map((item, at) => h("li", {
      role: "option",
      id: `${this.node.id}-${at}`,
      "aria-selected": String(at === this.active),
      onmousedown: (event) => { event.preventDefault(); this.choose(at); },
    }, h("strong", {}, item.shown), h("small", {}, item.about))));
    if (this.active >= 0) this.field.setAttribute("aria-activedescendant", `${this.node.id}-${this.active}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  choose(at) {
    const { insert, from } = this.items[at];
    const behind = this.field.value.slice(this.field.selectionStart);
    this.field.value = this.field.value.slice(0, from) + insert + behind;
    this.field.setSelectionRange(from + insert.length, from + insert.length);
    this.field.focus();
    this.update();
  }

  close() {
    this.items = [];
    this.active = -1;
    this.draw();
  }

  // Whether the key was meant for the list.
  key(event) {
    if (!this.items.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const count = this.items.length;
      this.active = (this.active + step + (this.active < 0 && step < 0 ? 1 : 0) + count) % count;
      this.draw();
    } else if (event.key === "Tab" && !event.shiftKey) this.choose(Math.max(this.active, 0));
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }
}

export function find(before, commands, people) {
  const at = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
  if (at) {
    const from = before.length - at[1].length - 1;
    return people
      .filter(({ name }) => name.toLowerCase().startsWith(at[1].toLowerCase()))
      .map(({ name, role }) => ({ shown: `@${name}`, about: role === "bot" ? "the app" : role, insert: `@${name} `, from }));
  }
  if (!before.startsWith("/") || before.includes("\n")) return [];
  return commands
    .flatMap(ways)
    .filter(({ insert }) => insert.startsWith(before) && insert.trimEnd() !== before.trimEnd());
}

// "[start | detect s3://bucket/key]" holds the words that may follow the command.
function ways({ command, description, usage_hint: hint }) {
  const inner = /^\[(.*)\]$/.exec((hint ?? "").trim())?.[1] ?? "";
  const words = inner.split("|").map((word) => word.trim()).filter(Boolean);
  return [
    { shown: command, about: description, insert: `${command} `, from: 0 },
    ...words.map((word) => {
      const [first, ...more] = word.split(" ");
      return { shown: `${command} ${word}`, about: "", insert: `${command} ${first}${more.length ? " " : ""}`, from: 0 };
    }),
  ];
}
