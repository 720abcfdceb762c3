// Block Kit becomes elements. https://docs.slack.dev/reference/block-kit/blocks

import { api } from "./api.js";
import { h, link } from "./dom.js";
import { element } from "./elements.js";
import { enlarge } from "./lightbox.js";
import { markdown } from "./markdown.js";
import { text } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

// `context` is {names, act(block, element, payload), values(block_id, action_id)}.
export function blocks(list, context) {
  return (list ?? []).map((block) => h("div", { class: `block ${block.type}` }, draw(block, context)));
}

function draw(block, context) {
  switch (block.type) {
    case "section": return section(block, context);
    case "header": return h("h3", {}, text(block.text, context.names));
    case "divider": return h("hr");
    case "context": return (block.elements ?? []).map((one) => contextElement(one, context));
    case "image": return image(block, context);
    case "actions": return (block.elements ?? []).map((one) => element(block, one, context));
    case "context_actions": return (block.elements ?? []).map((one) => element(block, one, context));
    case "input": return input(block, context);
    case "table": return table(block, context);
    case "rich_text": return richText(block, context.names);
    case "markdown": return markdown(block.text, context.names);
    case "alert": return h("p", { class: `level-${block.level ?? "default"}` }, text(block.text, context.names));
    case "file": return [];
    case "video": return link(block.title_url ?? block.video_url, text(block.title, context.names));
    default: return h("p", { class: "note" }, `(a “${block.type}” block, which this page does not draw)`);
  }
}

function section(block, context) {
  const words = [
    block.text && h("p", {}, text(block.text, context.names)),
    block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("p", {}, text(field, context.names)))),
  ];
  if (!block.accessory) return words;
  const accessory = block.accessory.type === "image"
    ? picture(block.accessory, "accessory")
    : element(block, block.accessory, context);
  return h("div", { class: "with-accessory" }, h("div", {}, words), accessory);
}

const contextElement = (one, context) =>
  one.type === "image" ? picture(one, "tiny") : h("span", {}, text(one, context.names));

function image(block, context) {
  return h("figure", {},
    block.title && h("figcaption", {}, text(block.title, context.names)),
    picture(block, "large"));
}

function address(block) {
  const file = block.slack_file;
  if (file?.id) return api.fileUrl(file.id);
  const own = (file?.url ?? block.image_url ?? "").match(/\/(F[A-Z0-9]+)(?:\/|$|\?)/);
  if (file && own) return api.fileUrl(own[1]);
  return block.image_url ?? "";
}

function picture(block, kind) {
  const source = address(block);
  const here = source && new URL(source, location.href).origin === location.origin;
  // Nothing is loaded from elsewhere: the sandbox works offline.
  if (!here) return link(source, `🖼 ${block.alt_text}`);
  const shown = h("img", { src: source, alt: block.alt_text ?? "" });
  if (kind === "tiny") return shown;
  return h("button", {
    type: "button",
    class: `picture ${kind}`,
    "aria-label": `Enlarge: ${block.alt_text}`,
    onclick: () => enlarge(source, block.alt_text),
  }, shown);
}

function input(block, context) {
  const name = block.element.action_id ?? block.block_id;
  return h("div", { class: "field", data: { block: block.block_id } },
    h("label", { for: `in-${block.block_id}-${name}` },
      text(block.label, context.names), block.optional && h("small", {}, " (optional)")),
    element(block, block.element, context),
    block.hint && h("small", { class: "note" }, text(block.hint, context.names)),
    h("p", { class: "problem", role: "alert" }));
}

function table(block, context) {
  const align = (column) => `align-${block.column_settings?.[column]?.align ?? "left"}`;
  const row = (cells, tag) => h("tr", {}, cells.map((cell, column) =>
    h(tag, { class: align(column), scope: tag === "th" ? "col" : null }, tableCell(cell, context))));
  const [head, ...body] = block.rows ?? [];
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {},
      head && h("thead", {}, row(head, "th")),
      h("tbody", {}, body.map((cells) => row(cells, "td")))));
}

function tableCell(cell, context) {
  if (cell.type === "rich_text") return richText(cell, context.names);
  if (cell.type === "raw_number") return String(cell.value ?? cell.text ?? "");
  return cell.text ?? "";
}
