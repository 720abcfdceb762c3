"""What people do in the workspace, and how Slack tells the app of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.sandbox.slack import payloads
from bot.sandbox.slack.delivery.attempts import COMMAND, INTERACTIVE, Attempt
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.state import Channel, Message, StoredFile
from bot.sandbox.slack.state.channels import SUBSCRIPTIONS
from bot.sandbox.slack.state.files import Content
from bot.sandbox.slack.state.users import BOT_USER, User
from bot.sandbox.slack.web_api.chat import change, take_away
from bot.sandbox.slack.web_api.files import tell_shared
from bot.sandbox.slack.words import Json, Refused


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody posts.

    Attributes:
        size: in bytes; more than there are makes a long file out of a short pattern.
        mode: `hosted`, `hidden_by_limit`, `external`.
        access: `check_file_info` as in Slack Connect.
        told: what Slack says of it, against the truth.
    """

    name: str
    data: bytes
    size: int | None = None
    mode: str = "hosted"
    access: str = "visible"
    told: Json = field(default_factory=dict)


class People:
    """Runs in the server's own loop; `SlackStandIn` has the same for other threads."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def post(
        self,
        channel: str,
        user: str,
        text: str = "",
        thread_ts: str = "",
        uploads: Sequence[Upload] = (),
    ) -> str:
        """Post a message, with files or without; returns its `ts`."""
        place, person = self._place(channel), self._person(user)
        body: Json = {"user": person.id, "text": text}
        if person.bot_id:
            body["bot_id"] = person.bot_id
        if thread_ts:
            if place.find(thread_ts) is None:
                raise Refused("thread_not_found")
            body["thread_ts"] = thread_ts
        if uploads:
            files = [self._keep(each, person) for each in uploads]
            message = self._hub.workspace.share(place, files, body)
        else:
            files, message = [], self._hub.workspace.add_message(place, body)
        self.tell(place, message, files)
        return message.ts

    def tell(self, channel: Channel, message: Message, files: Sequence[StoredFile] = ()) -> None:
        """Tell the app of a message: as a message, and as a mention where it is one."""
        if BOT_USER not in channel.members:
            return
        event = payloads.message_event(channel, message.body)
        self._hub.tell(SUBSCRIPTIONS[channel.kind], event)
        if f"<@{BOT_USER}>" in message.body.get("text", "") and channel.kind != "im":
            mention = {**event, "type": "app_mention"}
            mention.pop("channel_type", None)
            mention.pop("subtype", None)
            self._hub.tell("app_mention", mention)
        tell_shared(self._hub, channel, message, list(files))

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change one's message."""
        place = self._place(channel)
        message = self._message(place, ts)
        change(self._hub, place, message, {"text": text}, message.body["user"])

    async def delete(self, channel: str, ts: str) -> None:
        """Delete one's message."""
        place = self._place(channel)
        take_away(self._hub, place, self._message(place, ts))

    async def command(self, channel: str, user: str, text: str) -> Attempt:
        """Type a slash command; `text` begins with it."""
        place, person = self._place(channel), self._person(user)
        word, _, rest = text.partition(" ")
        if self._hub.installed.command(word) is None:
            raise Refused(f"{word} is not a valid command")
        if person.id not in place.members:
            raise Refused("channel_not_found")
        payload = payloads.command(place, person, word, rest)
        return await self._interact(COMMAND, payload, place, person)

    async def shortcut(self, channel: str, user: str, ts: str, callback_id: str) -> Attempt:
        """Choose a message shortcut from a message's menu."""
        place, person = self._place(channel), self._person(user)
        message = self._message(place, ts)
        if self._hub.installed.shortcut(callback_id) is None:
            raise Refused("no such shortcut")
        payload = {
            **payloads.interaction(person, "message_action"),
            "callback_id": callback_id,
            "message_ts": ts,
            "action_ts": self._hub.workspace.numbers.ts(),
            "channel": payloads.place(place),
            "message": message.shown(),
        }
        return await self._interact(INTERACTIVE, payload, place, person, message)

    async def click(self, channel: str, user: str, ts: str, action: Json) -> Attempt:
        """Press a button, or choose from a menu, of a message."""
        place, person = self._place(channel), self._person(user)
        message = next(each for each in place.messages if each.ts == ts)
        payload = {
            **payloads.interaction(person, "block_actions"),
            "container": {
                "type": "message",
                "message_ts": ts,
                "channel_id": place.id,
                "is_ephemeral": bool(message.ephemeral_to),
            },
            "channel": payloads.place(place),
            "message": message.shown(),
            "state": {"values": {}},
            "actions": [self._action(action)],
        }
        return await self._interact(INTERACTIVE, payload, place, person, message)

    async def act_in_modal(self, user: str, view_id: str, action: Json) -> Attempt:
        """Press a button in a modal."""
        payload = {
            **payloads.interaction(self._person(user), "block_actions"),
            "container": {"type": "view", "view_id": view_id},
            "view": self._view(user, view_id),
            "actions": [self._action(action)],
        }
        return await self._in_modal(user, view_id, payload)

    async def submit(self, user: str, view_id: str, values: Json) -> Attempt:
        """Submit a modal; it closes unless the app answers otherwise."""
        view = self._view(user, view_id)
        view["state"] = {"values": values}
        payload = {
            **payloads.interaction(self._person(user), "view_submission"),
            "view": view,
            "response_urls": [],
        }
        attempt = await self._in_modal(user, view_id, payload)
        if attempt.acked:
            self._after_submit(user, view_id, attempt.body)
        return attempt

    async def close_modal(self, user: str) -> None:
        """Close the topmost modal."""
        self._hub.modals.close(user)

    def _after_submit(self, user: str, view_id: str, answer: Json) -> None:
        modals, what = self._hub.modals, answer.get("response_action", "")
        if what == "update":
            modals.update(view_id, "", answer["view"], None)
        elif what == "push":
            modals.push(user, answer["view"])
        elif what != "errors":
            modals.close(user, every=what == "clear")

    async def _in_modal(self, user: str, view_id: str, payload: Json) -> Attempt:
        payload["trigger_id"] = self._hub.tickets.trigger(user, view_id)
        return await self._hub.outbox.send(INTERACTIVE, payload).first

    async def _interact(
        self, kind: str, payload: Json, channel: Channel, user: User, message: Message | None = None
    ) -> Attempt:
        tickets = self._hub.tickets
        ts, thread = (message.ts, message.thread_ts) if message else ("", "")
        key = tickets.response_url(channel.id, user.id, ts, thread)
        payload |= {
            "trigger_id": tickets.trigger(user.id),
            "response_url": f"{self._hub.base_url}/response/{key}",
        }
        attempt = await self._hub.outbox.send(kind, payload).first
        if attempt.acked and kind == COMMAND and attempt.body:
            self._answer_command(channel, user, attempt.body)
        return attempt

    def _answer_command(self, channel: Channel, user: User, answer: Json) -> None:
        """Show what came with the acknowledgement of a command."""
        body = {key: answer[key] for key in ("text", "blocks") if answer.get(key)}
        if not body:
            return
        private = answer.get("response_type", "ephemeral") != "in_channel"
        whole = {"user": BOT_USER, "text": "", **body}
        self._hub.workspace.add_message(channel, whole, user.id if private else "")

    def _keep(self, upload: Upload, person: User) -> StoredFile:
        size = len(upload.data) if upload.size is None else upload.size
        content = Content(upload.data, size)
        file = self._hub.workspace.add_uploaded(upload.name, person.id, content)
        file.mode, file.access, file.told = upload.mode, upload.access, upload.told
        return file

    def _action(self, action: Json) -> Json:
        return {"action_ts": self._hub.workspace.numbers.ts(), "type": "button", **action}

    def _view(self, user: str, view_id: str) -> Json:
        for view in self._hub.modals.of(user):
            if view["id"] == view_id:
                return dict(view)
        raise Refused("not_found")

    def _place(self, channel: str) -> Channel:
        found = self._hub.workspace.channels.get(channel)
        if found is None:
            raise Refused("channel_not_found")
        return found

    def _person(self, user: str) -> User:
        found = self._hub.workspace.users.get(user)
        if found is None:
            raise Refused("user_not_found")
        return found

    def _message(self, channel: Channel, ts: str) -> Message:
        found = channel.find(ts)
        if found is None:
            raise Refused("message_not_found")
        return found
