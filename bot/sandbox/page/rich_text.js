// Slack's rich_text block. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block

import { h, link } from "./dom.js";
import { emojiNode, userNode } from "./mrkdwn.js";

export function richText(block, names) {
  return (block.elements ?? []).map((part) => section(part, names));
}

function section(part, names) {
  const inner = () => (part.elements ?? []).map((one) => inline(one, names));
  switch (part.type) {
    case "rich_text_list":
      return h(part.style === "ordered" ? "ol" : "ul", { class: `indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : null },
        part.elements.map((item) => h("li", {}, (item.elements ?? []).map((one) => inline(one, names)))));
    case "rich_text_preformatted": return h("pre", {}, inner());
    case "rich_text_quote": return h("blockquote", {}, inner());
    default: return h("p", {}, inner());
  }
}

function inline(one, names) {
  switch (one.type) {
    case "text": return styled(one.text, one.style);
    case "link": return link(one.url, styled(one.text ?? one.url, one.style));
    case "emoji": return emojiNode(one.name);
    case "user": return userNode(one.user_id, names);
    case "channel": return h("span", { class: "mention" }, `#${names.channel?.(one.channel_id) ?? one.channel_id}`);
    case "usergroup": return h("span", { class: "mention" }, "@group");
    case "broadcast": return h("span", { class: "mention" }, `@${one.range}`);
    case "color": return h("code", {}, one.value);
    case "date": return one.fallback ?? new Date(one.timestamp * 1000).toLocaleString();
    default: return one.text ?? "";
  }
}

function styled(text, style = {}) {
  let node = text;
  if (style.code) node = h("code", {}, node);
  if (style.strike) node = h("s", {}, node);
  if (style.italic) node = h("em", {}, node);
  if (style.bold) node = h("strong", {}, node);
  return node;
}
