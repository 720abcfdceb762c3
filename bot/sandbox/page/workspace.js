// What the page knows, and where it stands. The address bar holds the place, so that a reload
// and a copied address come back to it.

import { api, listen } from "./api.js";

export class Workspace {
  // `changed()` is called when there is something else to draw; `modals()` when a modal may be.
  constructor({ changed, modals, connected }) {
    Object.assign(this, { changed, modals, connected });
    Object.assign(this, { team: {}, bot: {}, users: [], channels: [], commands: [], shortcuts: [] });
    Object.assign(this, { messages: [], unread: new Set(), mine: new Set(), user: null, channel: null, thread: null });
    addEventListener("hashchange", () => this.fromAddress() && this.arrive());
  }

  async begin() {
    const answer = await api.state();
    if (!answer.ok) return false;
    Object.assign(this, answer);
    this.fromAddress();
    await this.arrive();
    return true;
  }

  person = (id) => this.users.find((user) => user.id === id);
  place = (id = this.channel) => this.channels.find((channel) => channel.id === id);

  fromAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const people = this.users.filter(({ role }) => role !== "bot");
    const user = (people.find(({ id }) => id === asked.get("user")) ?? people.find(({ role }) => role === "admin") ?? people[0])?.id;
    const channel = (this.place(asked.get("channel")) ?? this.channels[0])?.id;
    const thread = asked.get("thread");
    const moved = user !== this.user || channel !== this.channel || thread !== this.thread;
    Object.assign(this, { user, channel, thread });
    return moved;
  }

  go(to) {
    const { user, channel, thread } = { user: this.user, channel: this.channel, thread: this.thread, ...to };
    const address = new URLSearchParams({ user, channel });
    if (thread) address.set("thread", thread);
    location.hash = address;
  }

  // Somebody looks at another place, or as another person.
  async arrive() {
    this.unread.delete(this.channel);
    if (this.listeningAs !== this.user) {
      this.stop?.();
      this.listeningAs = this.user;
      this.stop = listen(this.user, (change) => this.heard(change), this.connected);
      this.modals();
    }
    await this.refresh();
  }

  heard(change) {
    if (change.type === "modals") this.modals();
    else if (change.type === "again") { this.refresh(); this.modals(); }
    else if (change.channel === this.channel) this.refresh();
    else if (change.channel) this.noteUnread(change.channel);
  }

  async noteUnread(channel) {
    if (!this.place(channel)) await this.reload();
    this.unread.add(channel);
    this.changed();
  }

  async reload() {
    const answer = await api.state();
    if (answer.ok) Object.assign(this, answer);
  }

  // Many changes at once lead to one question, and one more for those that came meanwhile.
  async refresh() {
    if (this.asking) { this.askAgain = true; return; }
    this.asking = true;
    try {
      do {
        this.askAgain = false;
        const { channel, user } = this;
        const answer = await api.messages(channel, user);
        if (channel !== this.channel || user !== this.user) this.askAgain = true;
        else if (answer.ok) this.messages = answer.messages;
      } while (this.askAgain);
    } finally {
      this.asking = false;
    }
    this.changed();
  }

  repliesTo = (ts) => this.messages.filter((one) => one.thread_ts === ts && one.ts !== ts);
  inChannel = () => this.messages.filter((one) =>
    !one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast");
}
