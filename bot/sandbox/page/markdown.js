// The markdown block: the part of Markdown that apps use. Anything else stays as it was written.
// https://docs.slack.dev/reference/block-kit/blocks/markdown-block

import { h, link } from "./dom.js";
import { emojiNode } from "./mrkdwn.js";

const INLINE = [
  [/`([^`\n]+)`/, (m) => h("code", {}, m[1])],
  [/\[([^\]\n]+)\]\(([^)\s]+)\)/, (m) => link(m[2], inline(m[1]))],
  [/\*\*(?=\S)([^\n]+?)\*\*/, (m) => h("strong", {}, inline(m[1]))],
  [/~~(?=\S)([^\n]+?)~~/, (m) => h("s", {}, inline(m[1]))],
  [/(?<![\w*])\*(?=\S)([^*\n]+?)\*(?![\w*])/, (m) => h("em", {}, inline(m[1]))],
  [/(?<!\w)_(?=\S)([^_\n]+?)_(?!\w)/, (m) => h("em", {}, inline(m[1]))],
  [/:([a-z0-9_+-]+):/, (m) => emojiNode(m[1])],
];

function inline(text) {
  let first = null;
  for (const [pattern, make] of INLINE) {
    const match = pattern.exec(text);
    if (match && (!first || match.index < first.match.index)) first = { match, make };
  }
  if (!first) return text ? [text] : [];
  const { match, make } = first;
  return [
    ...inline(text.slice(0, match.index)),
    make(match),
    ...inline(text.slice(match.index + match[0].length)),
  ];
}

export function markdown(text) {
  const blocks = [];
  const lines = (text ?? "").split("\n");
  while (lines.length) blocks.push(next(lines));
  return blocks;
}

function take(lines, pattern) {
  const taken = [];
  while (lines.length && pattern.test(lines[0])) taken.push(lines.shift());
  return taken;
}

function next(lines) {
  const line = lines[0];
  if (/^```/.test(line)) return fence(lines);
  if (/^#{1,6} /.test(line)) return h("h3", {}, inline(lines.shift().replace(/^#+ /, "")));
  if (/^(-{3,}|\*{3,})$/.test(line.trim())) return lines.shift() && h("hr");
  if (/^> ?/.test(line)) return h("blockquote", {}, inline(take(lines, /^> ?/).map((l) => l.replace(/^> ?/, "")).join("\n")));
  if (/^[-*+] /.test(line)) return h("ul", {}, take(lines, /^[-*+] /).map((l) => h("li", {}, inline(l.slice(2)))));
  if (/^\d+[.)] /.test(line)) return h("ol", {}, take(lines, /^\d+[.)] /).map((l) => h("li", {}, inline(l.replace(/^\d+[.)] /, "")))));
  if (/^\|.*\|\s*$/.test(line)) return table(take(lines, /^\|.*\|\s*$/));
  return h("p", {}, inline(lines.shift()));
}

function fence(lines) {
  lines.shift();
  const code = take(lines, /^(?!```)/);
  lines.shift();
  return h("pre", {}, code.join("\n"));
}

function table(lines) {
  const cells = (line) => line.trim().slice(1, -1).split("|").map((cell) => cell.trim());
  const row = (line, tag) => h("tr", {}, cells(line).map((cell) => h(tag, {}, inline(cell))));
  const body = lines.slice(1).filter((line) => !/^\|[\s:|-]+\|\s*$/.test(line));
  return h("div", { class: "scroll" }, h("table", {},
    h("thead", {}, row(lines[0], "th")), h("tbody", {}, body.map((line) => row(line, "td")))));
}
