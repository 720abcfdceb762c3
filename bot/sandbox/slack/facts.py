"""What Slack asks and allows: scopes, rate tiers, required arguments and limits.

Scopes, tiers and required arguments: the method pages under
https://docs.slack.dev/reference/methods, as kept in https://github.com/slack-ruby/slack-api-ref.
"""

from __future__ import annotations

from dataclasses import dataclass

# Calls a minute in each tier; "special" ones have rules of their own or none worth keeping.
# https://docs.slack.dev/apis/web-api/rate-limits
TIERS = {"t1": 1, "t2": 20, "t3": 50, "t4": 100}
POSTS_PER_SECOND = 1.0
POSTS_AT_ONCE = 5
"""Slack allows "short bursts" in a channel without a number; this one is a guess."""

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a method.

    Attributes:
        scopes: one of them is needed; empty when none is.
        tier: of its rate limit.
        required: arguments that may not be missing.
        json: whether arguments may come as a JSON body; where not, Slack does not see them.
        token: the kind of token: `bot`, `app` or `none`.
        by_kind: whether the scope depends on the kind of conversation.
    """

    scopes: tuple[str, ...] = ()
    tier: str = "t5"
    required: tuple[str, ...] = ()
    json: bool = True
    token: str = "bot"
    by_kind: bool = False


METHODS = {
    "api.test": Fact(token="none"),
    "auth.test": Fact(),
    "apps.connections.open": Fact(tier="t3", token="app"),
    "team.info": Fact(("team:read",), "t3"),
    "chat.postMessage": Fact(("chat:write",), "t5", ("channel",)),
    "chat.update": Fact(("chat:write",), "t3", ("ts", "channel")),
    "chat.delete": Fact(("chat:write",), "t3", ("ts", "channel")),
    "chat.postEphemeral": Fact(("chat:write",), "t4", ("user", "channel")),
    "chat.getPermalink": Fact((), "t5", ("channel", "message_ts"), json=False),
    "files.getUploadURLExternal": Fact(("files:write",), "t4", ("length", "filename"), json=False),
    "files.completeUploadExternal": Fact(("files:write",), "t4", ("files",)),
    "files.info": Fact(("files:read",), "t4", ("file",), json=False),
    "files.delete": Fact(("files:write",), "t3", ("file",)),
    "reactions.add": Fact(("reactions:write",), "t3", ("name", "timestamp", "channel")),
    "reactions.remove": Fact(("reactions:write",), "t2", ("name",)),
    "users.info": Fact(("users:read",), "t4", ("user",), json=False),
    "users.list": Fact(("users:read",), "t2", json=False),
    "usergroups.list": Fact(("usergroups:read",), "t2", json=False),
    "usergroups.users.list": Fact(("usergroups:read",), "t2", ("usergroup",), json=False),
    "conversations.info": Fact(READ, "t3", ("channel",), json=False, by_kind=True),
    "conversations.list": Fact(READ, "t2", json=False),
    "conversations.members": Fact(READ, "t4", ("channel",), json=False, by_kind=True),
    "conversations.history": Fact(HISTORY, "t3", ("channel",), by_kind=True),
    "conversations.replies": Fact(HISTORY, "t3", ("channel", "ts"), json=False, by_kind=True),
    "conversations.join": Fact(("channels:join",), "t3", ("channel",)),
    "conversations.open": Fact(("channels:manage", "groups:write", "im:write", "mpim:write"), "t3"),
    "views.open": Fact((), "t4", ("view",)),
    "views.push": Fact((), "t4", ("view",)),
    "views.update": Fact((), "t4", ("view",)),
}

# Which events an app is told of, and the scope that each needs.
# https://docs.slack.dev/reference/events
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "file_shared": "files:read",
    "file_deleted": "files:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "member_joined_channel": "channels:read",
}

# Text. https://api.slack.com/changelog/2018-04-truncating-really-long-messages,
# https://docs.slack.dev/reference/methods/chat.update#errors
TEXT_TRUNCATED_AT = 40_000
UPDATE_TEXT_MAX = 4_000
MARKDOWN_MAX = 12_000
ATTACHMENTS_MAX = 100
METADATA_MAX_BYTES = 8_000
ALT_TEXT_OF_FILE_MAX = 1_000
CHANNELS_OF_UPLOAD_MAX = 100
REACTIONS_EACH_MAX = 23
"""Kinds of reaction on one message; https://docs.slack.dev/reference/methods/reactions.add"""

# Answers. https://docs.slack.dev/interactivity/handling-user-interaction
ACK_SECONDS = 3.0
TRIGGER_SECONDS = 3.0
RESPONSE_URL_POSTS = 5
RESPONSE_URL_SECONDS = 1_800.0
RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before each retry of an event. https://docs.slack.dev/apis/events-api#retries"""

CONNECTIONS_MAX = 10
"""WebSockets of one app. https://docs.slack.dev/apis/events-api/using-socket-mode"""

VIEWS_STACK_MAX = 3
VIEW_BYTES_MAX = 250_000
