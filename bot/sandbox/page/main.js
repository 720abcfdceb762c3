// The page: a channel, its threads, and what one may do there.

import { api } from "./api.js";
import { Composer } from "./composer.js";
import { acceptDrops } from "./drop.js";
import { byId, h, toast } from "./dom.js";
import { frame } from "./frame.js";
import { messageMenu } from "./menu.js";
import { MessageList, messageNode } from "./messages.js";
import { Modals } from "./modals.js";
import { Samples } from "./samples.js";
import { channelTitle, drawSidebar } from "./sidebar.js";
import { outgoing } from "./outgoing.js";
import { Workspace } from "./workspace.js";

const wide = matchMedia("(min-width: 1000px)");
const names = {
  user: (id) => workspace.person(id)?.name,
  channel: (id) => workspace.place(id)?.name,
  get me() { return workspace.user; },
};
const basics = { names, people: () => workspace.users, live: (block) => block.type !== "input" };
const modals = new Modals(basics);
const workspace = new Workspace({
  changed: draw,
  modals: () => modals.refresh(workspace.user),
  connected: (yes) => { byId("offline").hidden = yes; },
});
const samples = new Samples(
  (file, text) => say(text, [file], null),
  (text) => composer.write(text),
  () => byId("tray") ?? toggleTray(true, true),
);
const channelList = new MessageList(byId("messages"));
const threadList = new MessageList(byId("replies"));
const state = () => ({ commands: workspace.commands, people: workspace.users });
const trayButton = h("button", {
  type: "button", class: "small", title: "Sample pictures", "aria-expanded": "false", hidden: true,
  onclick: () => toggleTray(),
}, "Samples");
const composer = new Composer(byId("composer"), {
  label: "Message", state, extra: trayButton, send: (text, files) => say(text, files, null),
});
const threadComposer = new Composer(byId("thread-composer"), {
  label: "Reply …", state: () => ({ ...state(), commands: [] }), send: (text, files) => say(text, files, workspace.thread),
});

const context = {
  names,
  user: (message) => workspace.person(message.user) ?? {
    id: message.user ?? "?", name: message.username ?? (message.bot_id ? workspace.bot.name : "Somebody"), role: message.bot_id ? "bot" : "member",
  },
  openThread: (ts) => workspace.go({ thread: ts }),
  forMessage: (message) => ({
    ...basics,
    act: (block, one, payload) => told(api.action({
      channel: workspace.channel, user: workspace.user, message_ts: message.ts,
      block_id: block.block_id, action_id: one.action_id, ...payload,
    })),
  }),
  menu: (message) => messageMenu([
    ...workspace.shortcuts.map(({ name, callback_id, description }) => ({
      text: name,
      about: description,
      run: () => told(api.shortcut({ channel: workspace.channel, user: workspace.user, message_ts: message.ts, callback_id })),
    })),
    { text: "Reply in thread", run: () => { workspace.go({ thread: message.thread_ts ?? message.ts }); setTimeout(() => threadComposer.field.focus(), 100); } },
  ]),
};

async function told(promise) {
  const answer = await promise;
  if (!answer.ok) toast(answer.error ?? "That did not work.");
  else if (answer.ts) workspace.mine.add(answer.ts);
  return answer;
}

async function say(text, files, thread) {
  const way = outgoing(text, workspace, { thread, files });
  if (way.refusal) { toast(way.refusal); return false; }
  const { channel, user } = workspace;
  (thread ? threadList : channelList).toEnd();
  const answer = await told(way.command
    ? api.command({ channel, user, text: way.command })
    : api.say(channel, { user, text: way.text, thread, files }));
  return answer.ok;
}

function toggleTray(open = byId("tray") === null, teaching = false) {
  byId("tray")?.remove();
  if (open) byId("composer").prepend(h("div", { id: "tray" }, samples.tray(), samples.lesson(workspace.bot.name, teaching)));
  trayButton.setAttribute("aria-expanded", String(open));
}

let drawn = "";
function draw() {
  const place = `${workspace.channel} ${workspace.user}`;
  if (place !== drawn) { channelList.clear(); threadList.clear(); toggleTray(false); }
  drawn = place;
  drawSidebar(workspace);
  const title = channelTitle(workspace.place());
  byId("title").textContent = title;
  byId("thread-where").textContent = title;
  composer.label = `Message ${title}`;
  followOwnPost();
  channelList.show(workspace.inChannel().map((message) => item(message, workspace.repliesTo(message.ts))));
  if (!workspace.inChannel().length) byId("messages").replaceChildren(samples.welcome(workspace.bot.name));
  drawThread();
}

function item(message, replies = []) {
  const person = workspace.users.length;
  return {
    key: message.ts + (message.ephemeral ? "e" : ""),
    json: JSON.stringify([message, replies.length, replies.at(-1)?.ts, person]),
    make: () => messageNode(message, context, replies),
  };
}

// The answer comes in the thread: where there is room, it opens by itself.
function followOwnPost() {
  if (!wide.matches || !threadComposer.empty) return;
  for (const ts of workspace.mine) {
    if (!workspace.repliesTo(ts).length) continue;
    workspace.mine.delete(ts);
    workspace.go({ thread: ts });
  }
}

let threadShown = null;
function drawThread() {
  const { thread } = workspace;
  byId("thread").hidden = !thread;
  document.body.classList.toggle("with-thread", Boolean(thread));
  if (thread !== threadShown) threadList.clear();
  threadShown = thread;
  if (!thread) return;
  const root = workspace.messages.find((message) => message.ts === thread);
  threadList.show([root, ...workspace.repliesTo(thread)].filter(Boolean).map((message) => item(message)));
}

frame(workspace);
addEventListener("menuclosed", draw);
acceptDrops((files, inThread) => {
  const where = inThread ? threadComposer : composer;
  where.attach(files);
  where.submit();
});

await samples.load();
if (await workspace.begin()) {
  trayButton.hidden = !samples.pictures.length;
  if (matchMedia("(hover: hover)").matches) composer.field.focus(); // no keyboard pops up on a phone
} else toast("The sandbox does not answer. Is `make demo` still running?");
