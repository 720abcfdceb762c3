// Where one writes: text, files by picker or paste, slash commands.

import { h, size } from "./dom.js";
import { find, Suggestions } from "./suggest.js";

export class Composer {
  // `send(text, files)` returns whether it went well; `state()` gives {commands, people}.
  constructor(container, { label, send, state, extra }) {
    this.send = send;
    this.files = [];
    this.field = h("textarea", { rows: 1, "aria-label": label, placeholder: label });
    this.chips = h("div", { class: "chips" });
    this.picker = h("input", {
      type: "file", multiple: true, hidden: true, "aria-label": "Files to post",
      onchange: () => { this.attach([...this.picker.files]); this.picker.value = ""; },
    });
    this.suggestions = new Suggestions(this.field, (before) => find(before, state().commands, state().people));
    this.button = h("button", { type: "submit", class: "primary send", "aria-label": "Send" }, "➤");
    this.form = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.suggestions.node, this.chips,
      h("div", { class: "row" },
        h("button", { type: "button", class: "icon", "aria-label": "Attach a file", title: "Attach a file", onclick: () => this.picker.click() }, "+"),
        extra, this.picker, this.field, this.button));
    this.field.addEventListener("keydown", (event) => this.keydown(event));
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("paste", (event) => this.paste(event));
    container.replaceChildren(this.form);
    this.draw();
  }

  set label(text) {
    this.field.placeholder = text;
    this.field.setAttribute("aria-label", text);
  }

  get empty() {
    return !this.field.value.trim() && !this.files.length;
  }

  write(text) {
    this.field.value = text;
    this.field.focus();
    this.fit();
    this.suggestions.update();
  }

  attach(files) {
    this.files.push(...files);
    this.draw();
    this.field.focus();
  }

  keydown(event) {
    if (event.isComposing || this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  paste(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.attach(files);
  }

  async submit() {
    if (this.empty || this.busy) return;
    const text = this.field.value.trim();
    const files = this.files;
    this.setBusy(true);
    this.field.value = "";
    this.files = [];
    this.draw();
    this.suggestions.close();
    const done = await this.send(text, files);
    this.setBusy(false);
    if (done) return;
    if (this.empty) this.field.value = text;
    this.files.unshift(...files);
    this.draw();
  }

  setBusy(busy) {
    this.busy = busy;
    this.button.disabled = busy;
    this.form.classList.toggle("busy", busy);
  }

  draw() {
    this.fit();
    this.chips.replaceChildren(...this.files.map((file, at) => h("span", { class: "chip" },
      file.type.startsWith("image/") && thumbnail(file),
      h("span", {}, file.name, h("small", { class: "note" }, size(file.size))),
      h("button", {
        type: "button", class: "icon", "aria-label": `Remove ${file.name}`,
        onclick: () => { this.files.splice(at, 1); this.draw(); },
      }, "✕"))));
  }

  fit() {
    this.field.style.height = "auto";
    const needed = this.field.scrollHeight; // none while it is not shown
    if (needed) this.field.style.height = `${Math.min(needed, 160)}px`;
  }
}

function thumbnail(file) {
  const done = (event) => URL.revokeObjectURL(event.target.src);
  return h("img", { src: URL.createObjectURL(file), alt: "", onload: done, onerror: done });
}
