// One message, and a list of them that changes only where something changed.

import { api } from "./api.js";
import { blocks } from "./blocks.js";
import { h, size } from "./dom.js";
import { enlarge, preview } from "./lightbox.js";
import { emojiNode, mrkdwn } from "./mrkdwn.js";

// Keeps the nodes of unchanged messages, so that images do not flicker and focus stays; one whose
// menu is open waits with its change until the menu is closed.
export class MessageList {
  constructor(container) {
    this.container = container;
    this.known = new Map();
    this.stuck = true;
    this.top = 0;
    // Only a person scrolls upwards; a picture that arrives makes the list longer.
    container.addEventListener("scroll", () => {
      const near = container.scrollHeight - container.scrollTop - container.clientHeight < 80;
      if (near || container.scrollTop < this.top - 1) this.stuck = near;
      this.top = container.scrollTop;
    }, { passive: true });
    // Images have no height before they are loaded. Their load events do not bubble.
    container.addEventListener("load", () => this.stuck && this.toEnd(), true);
  }

  // `items` is a list of {key, json, make}.
  show(items) {
    const moved = [];
    const nodes = items.map(({ key, json, make }) => {
      const kept = this.known.get(key);
      if (kept?.json === json || kept?.node.querySelector(".popup:not([hidden])")) return kept.node;
      const node = make();
      if (kept?.node.contains(document.activeElement)) moved.push([document.activeElement, node]);
      this.known.set(key, { json, node });
      return node;
    });
    const current = [...this.container.children];
    if (current.length !== nodes.length || current.some((node, at) => node !== nodes[at])) this.arrange(nodes);
    for (const [focused, node] of moved) twin(focused, node)?.focus({ preventScroll: true });
    if (this.stuck) this.toEnd();
  }

  arrange(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...this.container.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, at) => {
      if (this.container.children[at] !== node) this.container.insertBefore(node, this.container.children[at] ?? null);
    });
  }

  clear() {
    this.known.clear();
    this.container.replaceChildren();
    this.stuck = true;
  }

  toEnd() {
    this.stuck = true;
    this.container.scrollTop = this.container.scrollHeight;
  }
}

const called = (button) => button.getAttribute("aria-label") ?? button.textContent;
const twin = (button, node) =>
  [...node.querySelectorAll("button, a, select")].find((one) => called(one) === called(button));

// `context` adds to that of the blocks: {user(id), menu(message), openThread(ts)}.
export function messageNode(message, context, replies = []) {
  const author = context.user(message);
  const quiet = message.subtype && /_(join|leave|topic|purpose|name)$/.test(message.subtype);
  return h("article", {
    class: `message${message.ephemeral ? " ephemeral" : ""}${quiet ? " quiet" : ""}`,
    data: { ts: message.ts },
    "aria-label": `${author.name}, ${clock(message.ts)}`,
  },
  avatar(author),
  h("div", { class: "content" },
    message.ephemeral && h("p", { class: "note only-you" }, "Only visible to you"),
    h("header", {},
      h("strong", {}, author.name),
      author.role === "bot" && h("span", { class: "badge" }, "APP"),
      h("time", { datetime: new Date(message.ts * 1000).toISOString() }, clock(message.ts)),
      message.edited && h("small", { class: "note" }, "(edited)")),
    words(message, context),
    files(message.files ?? []),
    reactions(message.reactions ?? [], context),
    replies.length > 0 && threadButton(message, replies, context)),
  !message.ephemeral && context.menu(message));
}

function words(message, context) {
  if (message.blocks?.length) {
    return h("div", { class: "blocks" }, blocks(message.blocks, context.forMessage(message)));
  }
  return message.text ? h("div", { class: "text" }, mrkdwn(message.text, context.names)) : null;
}

function avatar(author) {
  const hue = [...author.id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 8, 7);
  return author.role === "bot"
    ? h("img", { class: "avatar", src: "/static/icon.svg", alt: "" })
    : h("span", { class: `avatar hue-${hue}`, "aria-hidden": "true" }, author.name.slice(0, 1).toUpperCase());
}

export const clock = (ts) =>
  new Date(ts * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function files(list) {
  if (!list.length) return null;
  return h("div", { class: "files" }, list.map((file) =>
    /^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml)$/.test(file.mimetype) ? picture(file) : attachment(file)));
}

function picture(file) {
  const source = api.fileUrl(file.id);
  const alt = file.alt_txt || file.name;
  const shown = h("img", { src: source, alt });
  const node = h("figure", {},
    h("figcaption", {}, file.name),
    h("button", {
      type: "button",
      class: "picture",
      "aria-label": `Enlarge: ${alt}`,
      onclick: () => enlarge(source, alt, api.downloadUrl(file.id)),
    }, shown));
  // A file that only says that it is a picture is shown as what it is: a file.
  shown.addEventListener("error", () => node.replaceWith(attachment(file)));
  return node;
}

function attachment(file) {
  const readable = /json|^text\//.test(file.mimetype ?? "") || /\.(json|txt|csv|log)$/.test(file.name);
  const mark = /json/.test(file.mimetype ?? "") || file.name.endsWith(".json") ? "{ }" : "📄";
  return h("div", { class: "attachment" },
    h("span", { class: "mark", "aria-hidden": "true" }, mark),
    h("span", { class: "name" }, h("strong", {}, file.name), h("small", { class: "note" }, size(file.size))),
    readable && h("button", {
      type: "button",
      class: "small",
      onclick: () => preview(file.name, api.fileUrl(file.id), api.downloadUrl(file.id)),
    }, "View"),
    h("a", { class: "button small", href: api.downloadUrl(file.id), download: file.name }, "Download"));
}

function reactions(list, context) {
  if (!list.length) return null;
  return h("div", { class: "reactions" }, list.map((one) => {
    const who = (one.users ?? []).map((id) => context.names.user(id)).join(", ");
    return h("span", { class: "reaction", title: `${who} reacted with :${one.name}:` },
      emojiNode(one.name), h("span", {}, String(one.count ?? one.users?.length ?? 1)));
  }));
}

function threadButton(message, replies, context) {
  const count = `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`;
  return h("button", { type: "button", class: "replies", onclick: () => context.openThread(message.ts) },
    h("span", {}, count), h("small", {}, `last at ${clock(replies.at(-1).ts)}`), h("span", { "aria-hidden": "true" }, "›"));
}
