// Slack's message markup becomes nodes. https://docs.slack.dev/messaging/formatting-message-text

import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";

const PATTERNS = [
  { name: "pre", find: /```\n?([\s\S]+?)\n?```/ },
  { name: "code", find: /`([^`\n]+)`/ },
  { name: "angle", find: /<([^<>\n]+)>/ },
  { name: "bold", find: /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*?\S)\*(?![\p{L}\p{N}*])/u },
  { name: "italic", find: /(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*?\S)_(?![\p{L}\p{N}_])/u },
  { name: "strike", find: /(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*?\S)~(?![\p{L}\p{N}~])/u },
  { name: "emoji", find: /:([a-z0-9_+'-]+(?:::[a-z0-9-]+)?):/ },
  { name: "url", find: /\bhttps?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)]/ },
];

const decode = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

// `names` gives the words for ids: `{user: id => name, channel: id => name, me: id}`.
export function mrkdwn(text, names) {
  const lines = [];
  for (const part of splitQuotes(text ?? "")) {
    const nodes = inline(part.text, names);
    lines.push(part.quote ? h("blockquote", {}, nodes) : nodes);
  }
  return lines.flat();
}

export function plain(text) {
  return inlineWith(text ?? "", {}, ["emoji"]);
}

// A text object of Block Kit.
export function text(object, names) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : plain(object.text);
}

function splitQuotes(text) {
  const parts = [];
  let fenced = false;
  for (const line of text.split("\n")) {
    const quote = !fenced && /^(&gt;|>)\s?/.test(line);
    if ((line.match(/```/g) ?? []).length % 2) fenced = !fenced;
    const bare = quote ? line.replace(/^(&gt;|>)\s?/, "") : line;
    const last = parts.at(-1);
    if (last && last.quote === quote) last.text += `\n${bare}`;
    else parts.push({ quote, text: bare });
  }
  return parts;
}

const inline = (text, names) => inlineWith(text, names, PATTERNS.map((pattern) => pattern.name));

function inlineWith(text, names, allowed) {
  let first = null;
  for (const { name, find } of PATTERNS) {
    if (!allowed.includes(name)) continue;
    const match = find.exec(text);
    if (match && (first === null || match.index < first.match.index)) first = { name, match };
  }
  if (first === null) return text ? [decode(text)] : [];
  const { name, match } = first;
  const behind = text.slice(match.index + match[0].length);
  return [
    ...inlineWith(text.slice(0, match.index), names, allowed),
    node(name, match, names, allowed),
    ...inlineWith(behind, names, allowed),
  ];
}

function node(name, match, names, allowed) {
  const inner = () => inlineWith(match[1], names, allowed);
  switch (name) {
    case "pre": return h("pre", {}, decode(match[1]));
    case "code": return h("code", {}, decode(match[1]));
    case "bold": return h("strong", {}, inner());
    case "italic": return h("em", {}, inner());
    case "strike": return h("s", {}, inner());
    case "emoji": return emojiNode(match[1]);
    case "url": return link(decode(match[0]), decode(match[0]));
    default: return angle(match[1], names);
  }
}

export function emojiNode(name) {
  const glyph = emoji(name);
  if (!glyph) return `:${name}:`;
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, glyph);
}

function angle(content, names) {
  const [target, label] = splitOnce(content, "|");
  const word = (text) => h("span", { class: "mention" }, text);
  if (target.startsWith("@")) return userNode(target.slice(1), names, label);
  if (target.startsWith("#")) return word(`#${label ?? names.channel?.(target.slice(1)) ?? target.slice(1)}`);
  if (target.startsWith("!date^")) return decode(label ?? target);
  if (target.startsWith("!subteam^")) return word(label ?? "@group");
  if (target.startsWith("!")) return word(`@${label ?? target.slice(1)}`);
  return link(decode(target), decode(label ?? target.replace(/^mailto:/, "")));
}

export function userNode(id, names, label) {
  const own = id === names.me ? "mention me" : "mention";
  return h("span", { class: own }, `@${label ?? names.user?.(id) ?? id}`);
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
