"""Conversations and the messages in them."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from bot.sandbox.slack.state.users import TEAM
from bot.sandbox.slack.words import Json

# Slack's word for each kind in an event's `channel_type`, in a subscription and in a scope.
# https://docs.slack.dev/reference/events/message
TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
SUBSCRIPTIONS = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
SCOPE_WORDS = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
SHARES = {"public": "public", "private": "private", "im": "private", "mpim": "private"}


@dataclass(slots=True)
class Message:
    """A message in Slack's shape, and what is kept beside it.

    Attributes:
        ephemeral_to: the only one who sees it; empty for a message that everybody sees.
        response_urls: those that were given out for it.
    """

    body: Json
    reactions: dict[str, list[str]] = field(default_factory=dict)
    ephemeral_to: str = ""

    @property
    def ts(self) -> str:
        """Its timestamp, which is its name in the channel."""
        ts: str = self.body["ts"]
        return ts

    @property
    def thread_ts(self) -> str:
        """The `ts` of the message that the thread hangs on; empty outside threads."""
        thread_ts: str = self.body.get("thread_ts") or ""
        return thread_ts

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts

    def shown(self) -> Json:
        """A copy, with reactions."""
        shown = copy.deepcopy(self.body)
        if self.reactions:
            shown["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)}
                for name, users in self.reactions.items()
            ]
        if self.ephemeral_to:
            shown["ephemeral"] = True
        return shown


@dataclass(slots=True)
class Channel:
    """A conversation of one of four kinds: `public`, `private`, `im`, `mpim`."""

    id: str
    name: str
    kind: str
    members: list[str] = field(default_factory=list)
    archived: bool = False
    messages: list[Message] = field(default_factory=list)

    def find(self, ts: str) -> Message | None:
        """The message of that `ts`, ephemeral ones apart."""
        return next(
            (each for each in self.messages if each.ts == ts and not each.ephemeral_to), None
        )

    def replies(self, ts: str) -> list[Message]:
        """The replies of a thread, without the message that it hangs on."""
        return [
            each
            for each in self.messages
            if each.thread_ts == ts and each.is_reply and not each.ephemeral_to
        ]

    def parent(self, message: Message) -> Json:
        """The message with what Slack adds to one that has replies."""
        shown = message.shown()
        replies = self.replies(message.ts)
        if replies:
            users = list(dict.fromkeys(each.body.get("user", "") for each in replies))
            shown |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": users,
                "reply_users_count": len(users),
                "latest_reply": replies[-1].ts,
            }
        return shown

    def info(self, bot_user: str) -> Json:
        """As `conversations.info` tells it."""
        info: Json = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": self.archived,
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_org_shared": False,
            "context_team_id": TEAM,
        }
        if self.kind == "im":
            other = next((each for each in self.members if each != bot_user), bot_user)
            return info | {"user": other}
        return info | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_private": self.kind != "public",
            "is_general": False,
            "is_member": bot_user in self.members,
            "is_shared": False,
            "is_ext_shared": False,
        }
