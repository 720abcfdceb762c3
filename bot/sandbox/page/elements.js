// Buttons, selects and input fields. https://docs.slack.dev/reference/block-kit/block-elements

import { h, openDialog } from "./dom.js";
import { plain, text } from "./mrkdwn.js";

// Each element puts `read()` on its node: its part of a view's `state.values`.
export function element(block, one, context) {
  const id = `in-${block.block_id}-${one.action_id ?? block.block_id}`;
  const make = KINDS[one.type];
  if (!make) return h("span", { class: "note" }, `(${one.type})`);
  const node = make(block, one, context, id);
  node.dataset.block = block.block_id ?? "";
  node.dataset.action = one.action_id ?? "";
  return node;
}

const KINDS = {
  button, workflow_button: button,
  static_select: select, users_select: select, overflow: select, external_select: select,
  plain_text_input: textInput, number_input: textInput, email_text_input: textInput,
  url_text_input: textInput, datepicker: dateInput,
  checkboxes: choices, radio_buttons: choices, multi_static_select: choices,
};

// Acts at once, or after the person has confirmed.
function act(block, one, context, payload) {
  const go = () => context.act(block, one, payload);
  if (!one.confirm) return go();
  const { title, text: words, confirm, deny, style } = one.confirm;
  const dialog = openDialog({ class: "confirm", "aria-label": title?.text },
    h("h2", {}, plain(title?.text ?? "Are you sure?")),
    h("p", {}, text(words, context.names)),
    h("footer", {},
      h("button", { type: "button", onclick: () => dialog.close() }, plain(deny?.text ?? "Cancel")),
      h("button", {
        type: "button",
        class: style === "danger" ? "danger" : "primary",
        onclick: () => { dialog.close(); go(); },
      }, plain(confirm?.text ?? "Yes"))));
  return undefined;
}

function button(block, one, context) {
  const node = h("button", {
    type: "button",
    class: one.style ?? "",
    "aria-label": one.accessibility_label,
    onclick: () => {
      if (one.url) window.open(one.url, "_blank", "noopener");
      act(block, one, context, { type: "button", value: one.value });
    },
  }, plain(one.text?.text ?? ""));
  return node;
}

function options(one, context) {
  if (one.type === "users_select") return context.people().map(({ id, name }) => ({ value: id, text: { text: name } }));
  return one.options ?? (one.option_groups ?? []).flatMap((group) => group.options);
}

function select(block, one, context, id) {
  const list = options(one, context);
  const kept = context.values?.(block.block_id, one.action_id);
  const start = kept?.selected_option?.value ?? kept?.selected_user ?? one.initial_option?.value ?? one.initial_user ?? "";
  const placeholder = one.type === "overflow" ? "⋯" : one.placeholder?.text ?? "Choose …";
  const node = h("select", { id, "aria-label": block.type === "input" ? null : one.placeholder?.text ?? "Choose" },
    h("option", { value: "" }, plain(placeholder)),
    list.map((option) => h("option", { value: option.value }, plain(option.text.text))));
  node.value = start;
  node.read = () => {
    if (one.type === "users_select") return { type: one.type, selected_user: node.value || null };
    const chosen = list.find((option) => option.value === node.value);
    return { type: one.type, selected_option: chosen ?? null };
  };
  node.addEventListener("change", () => {
    if (context.live(block)) act(block, one, context, { ...node.read(), value: node.value });
    if (one.type === "overflow") node.value = "";
  });
  return node;
}

function textInput(block, one, context, id) {
  const kept = context.values?.(block.block_id, one.action_id)?.value;
  const kind = { number_input: "number", email_text_input: "email", url_text_input: "url" }[one.type] ?? "text";
  const common = {
    id,
    value: kept ?? one.initial_value ?? "",
    placeholder: one.placeholder?.text,
    minlength: one.min_length,
    maxlength: one.max_length,
  };
  const node = one.multiline
    ? h("textarea", { rows: 3, ...common })
    : h("input", { type: kind, min: one.min_value, max: one.max_value, step: kind === "number" && one.is_decimal_allowed ? "any" : null, ...common });
  node.read = () => ({ type: one.type, value: node.value === "" ? null : node.value });
  return node;
}

function dateInput(block, one, context, id) {
  const kept = context.values?.(block.block_id, one.action_id)?.selected_date;
  const node = h("input", { type: "date", id, value: kept ?? one.initial_date ?? "" });
  node.read = () => ({ type: one.type, selected_date: node.value || null });
  return node;
}

function choices(block, one, context, id) {
  const many = one.type !== "radio_buttons";
  const kept = context.values?.(block.block_id, one.action_id);
  const start = kept ?? { selected_options: one.initial_options, selected_option: one.initial_option };
  const ticked = (many ? start.selected_options ?? [] : [start.selected_option]).map((option) => option?.value);
  const boxes = one.options.map((option, index) => h("input", {
    type: many ? "checkbox" : "radio",
    name: id,
    id: index === 0 ? id : null,
    checked: ticked.includes(option.value),
  }));
  const node = h("div", { class: "choices", role: many ? "group" : "radiogroup" },
    one.options.map((option, index) => h("label", {}, boxes[index],
      h("span", {}, text(option.text, context.names),
        option.description && h("small", { class: "note" }, text(option.description, context.names))))));
  node.read = () => {
    const chosen = one.options.filter((_, index) => boxes[index].checked);
    return many ? { type: one.type, selected_options: chosen } : { type: one.type, selected_option: chosen[0] ?? null };
  };
  node.addEventListener("change", () => context.live(block) && act(block, one, context, node.read()));
  return node;
}
