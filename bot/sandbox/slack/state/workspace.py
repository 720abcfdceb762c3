"""The workspace: the one place where its state changes."""

from __future__ import annotations

import time

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.state import describe
from bot.sandbox.slack.state.channels import Channel, Message
from bot.sandbox.slack.state.files import Content, StoredFile
from bot.sandbox.slack.state.users import BOT_USER, TEAM, User, groups, people
from bot.sandbox.slack.words import Json, Numbers


class Workspace:
    """People, conversations and files.

    Args:
        name: of the team.
        bot_name: of the installed app's bot.
        changes: who hears of them.
    """

    def __init__(self, name: str, bot_name: str, changes: Changes) -> None:
        self.name = name
        self.base_url = ""
        self.numbers = Numbers()
        self.changes = changes
        self.users: dict[str, User] = {each.id: each for each in people(bot_name)}
        self.groups = {each.id: each for each in groups()}
        self.files: dict[str, StoredFile] = {}
        self.channels: dict[str, Channel] = {}
        own = [each.id for each in self.users.values() if each.team == TEAM]
        few = [each for each in own if self.users[each].role in ("admin", "owner", "member")]
        self.add_channel("C0GENERAL1", "general", "public", [*own, "U0STRANGER"])
        self.add_channel("C0RANDOM01", "random", "public", [e for e in own if e != BOT_USER])
        self.add_channel("C0PRIVATE1", "secret-project", "private", [*few, BOT_USER])
        self.add_channel("G0GROUPDM1", "mpdm-ada--max--rekog-1", "mpim", [*few, BOT_USER])

    def add_channel(self, channel: str, name: str, kind: str, members: list[str]) -> Channel:
        """Make a conversation."""
        made = self.channels[channel] = Channel(channel, name, kind, members)
        return made

    def direct(self, user: str) -> Channel:
        """The direct messages of a person with the bot; made when there are none."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        name = self.users[BOT_USER].name
        return self.add_channel(f"D0{user[2:]}", name, "im", [user, BOT_USER])

    def add_message(self, channel: Channel, body: Json, ephemeral_to: str = "") -> Message:
        """Put a message into a conversation, with a `ts` of its own."""
        message = Message(
            {"type": "message", "ts": self.numbers.ts(), **body}, ephemeral_to=ephemeral_to
        )
        channel.messages.append(message)
        self.changed(channel)
        return message

    def changed(self, channel: Channel) -> None:
        """Tell that a conversation looks different now."""
        self.changes.note(type="changed", channel=channel.id)

    def add_file(self, name: str, owner: str, size: int) -> StoredFile:
        """Announce a file."""
        file = StoredFile(self.numbers.id("F"), name, owner, size, created=int(time.time()))
        self.files[file.id] = file
        return file

    def add_uploaded(self, name: str, owner: str, content: Content) -> StoredFile:
        """Keep a person's file, processed."""
        file = self.add_file(name, owner, content.size)
        file.content = content
        file.completed = True
        file.process()
        return file

    def share(self, channel: Channel, files: list[StoredFile], body: Json) -> Message:
        """Post files in a conversation: one message of subtype `file_share`."""
        message = self.add_message(channel, {"subtype": "file_share", "upload": False, **body})
        for file in files:
            share = {"ts": message.ts, "channel_name": channel.name, "team_id": TEAM}
            if message.thread_ts:
                share["thread_ts"] = message.thread_ts
            file.shares.setdefault(channel.id, []).append(share)
        message.body["files"] = [self.mention(file) for file in files]
        self.changed(channel)
        return message

    def describe(self, file: StoredFile) -> Json:
        """The file object as `files.info` tells it."""
        return describe.describe(file, self.base_url, self.channels)

    def mention(self, file: StoredFile) -> Json:
        """The file object as a message carries it."""
        return describe.mention(file, self.base_url, self.channels)

    def bot_sees(self, file: StoredFile) -> bool:
        """Whether the bot may have a file: its own, or shared where it is or everybody may be."""
        if file.owner == BOT_USER:
            return True
        places = [self.channels[each] for each in file.shares if each in self.channels]
        return any(each.kind == "public" or BOT_USER in each.members for each in places)

    def with_files(self, shown: Json) -> Json:
        """A message with its files as they are now: a deleted one is a tombstone everywhere."""
        if shown.get("files"):
            known = [self.files.get(each["id"]) for each in shown["files"]]
            shown["files"] = [self.describe(each) for each in known if each is not None]
        return shown

    def with_mentions(self, shown: Json) -> Json:
        """A message with its files as messages carry them: Slack Connect's by id alone."""
        if shown.get("files"):
            known = [self.files.get(each["id"]) for each in shown["files"]]
            shown["files"] = [self.mention(each) for each in known if each is not None]
        return shown
