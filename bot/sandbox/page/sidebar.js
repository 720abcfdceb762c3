// Channels, and whose eyes one looks through.

import { byId, h } from "./dom.js";

const KINDS = [
  ["public", "Channels"], ["private", "Private channels"], ["mpim", "Group messages"], ["im", "Direct messages"],
];
const MARKS = { public: "#", private: "🔒", mpim: "👥", im: "●" };
const NOTES = {
  admin: "May start and stop the model.",
  owner: "May start and stop the model.",
  member: "May post pictures; may not start or stop the model.",
  guest: "May post pictures; may not start or stop the model.",
};

// Slack calls a group message "mpdm-ada--max--rekog-1".
const spoken = ({ kind, name }) =>
  kind === "mpim" ? name.replace(/^mpdm-|-\d+$/g, "").replaceAll("--", ", ") : name;

export const channelTitle = (channel) => (channel.kind === "public" ? `# ${channel.name}` : spoken(channel));

export function drawSidebar(workspace) {
  byId("team").textContent = workspace.team.name;
  document.title = workspace.team.name;
  const people = workspace.users.filter(({ role }) => role !== "bot");
  byId("viewer").replaceChildren(...people.map(({ id, name, role }) =>
    h("option", { value: id, selected: id === workspace.user }, `${name} (${role})`)));
  byId("viewer").value = workspace.user;
  byId("viewer-note").textContent = NOTES[workspace.person(workspace.user)?.role] ?? "";
  byId("channels").replaceChildren(...KINDS.flatMap(([kind, title]) => group(workspace, kind, title)));
}

function group(workspace, kind, title) {
  const channels = workspace.channels.filter((channel) => channel.kind === kind);
  if (!channels.length) return [];
  return [h("h2", {}, title), h("ul", {}, channels.map((channel) => entry(workspace, channel)))];
}

function entry(workspace, channel) {
  const unread = workspace.unread.has(channel.id);
  return h("li", {}, h("button", {
    type: "button",
    class: unread ? "unread" : "",
    "aria-current": channel.id === workspace.channel ? "page" : null,
    onclick: () => workspace.go({ channel: channel.id, thread: null }),
  },
  h("span", { class: "mark", "aria-hidden": "true" }, MARKS[channel.kind]),
  h("span", {}, spoken(channel)),
  unread && h("span", { class: "dot", role: "img", "aria-label": "new messages" })));
}
