// Modals: the topmost view of the user's stack, in a <dialog>.

import { api } from "./api.js";
import { blocks } from "./blocks.js";
import { h, toast } from "./dom.js";
import { plain } from "./mrkdwn.js";

export class Modals {
  constructor(context) {
    this.context = context;
    this.shown = null;
    this.turn = 0;
  }

  async refresh(user) {
    const turn = ++this.turn;
    const { views = [] } = await api.modals(user);
    if (turn !== this.turn) return; // a later question is under way
    const view = views.at(-1) ?? null;
    // The hash changes whenever the app changes the view, and with nothing else.
    if (view?.id === this.shown?.id && view?.hash === this.shown?.hash) return;
    // A view that was changed in place keeps what was typed into it.
    const kept = view && view.id === this.shown?.id ? this.read() : null;
    this.hide();
    if (view) this.show(view, user, kept);
  }

  hide() {
    if (!this.shown) return;
    const { dialog } = this.shown;
    this.shown = null;
    dialog.close();
    dialog.remove();
  }

  show(view, user, kept) {
    const context = {
      ...this.context,
      values: (block, action) => kept?.[block]?.[action],
      live: (block) => block.type !== "input" || block.dispatch_action,
      act: (block, one, payload) => this.post("block_action", { block_id: block.block_id, action_id: one.action_id, ...payload }),
    };
    const dismiss = () => this.post("close");
    const form = h("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); this.post("submit"); } },
      h("header", {},
        h("h2", {}, plain(view.title?.text ?? "")),
        h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: dismiss }, "✕")),
      h("div", { class: "view blocks" }, blocks(view.blocks, context)),
      h("footer", {},
        h("button", { type: "button", onclick: dismiss }, plain(view.close?.text ?? "Close")),
        view.submit && h("button", { type: "submit", class: "primary" }, plain(view.submit.text))));
    const dialog = h("dialog", { class: "modal", "aria-label": view.title?.text }, form);
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); dismiss(); });
    document.body.append(dialog);
    this.shown = { id: view.id, hash: view.hash, user, dialog };
    dialog.showModal();
    form.querySelector(".view :is(input, textarea, select, button)")?.focus();
  }

  read() {
    const values = {};
    for (const node of this.shown.dialog.querySelectorAll("[data-action]")) {
      if (!node.read) continue;
      (values[node.dataset.block] ??= {})[node.dataset.action] = node.read();
    }
    return values;
  }

  async post(action, more = {}) {
    const { id, user, dialog } = this.shown;
    const answer = await api.modal(id, { user, action, values: this.read(), ...more });
    for (const place of dialog.querySelectorAll(".problem")) place.textContent = "";
    for (const [block, problem] of Object.entries(answer.errors ?? {})) {
      const field = dialog.querySelector(`.field[data-block="${CSS.escape(block)}"]`);
      if (field) field.querySelector(".problem").textContent = problem;
      else toast(problem);
    }
    if (!answer.ok && !answer.errors) toast(answer.error ?? "The app did not answer.");
    await this.refresh(user);
  }
}
