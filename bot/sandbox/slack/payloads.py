"""What Slack wraps around events and interactions.

https://docs.slack.dev/apis/events-api#event-type-structure
https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

import copy
import time

from bot.sandbox.slack.state.channels import TYPES, Channel
from bot.sandbox.slack.state.users import APP_ID, BOT_USER, TEAM, User
from bot.sandbox.slack.words import Json, Numbers

VERIFICATION_TOKEN = "deprecated-verification-token"
DOMAIN = "sandbox"


def event_callback(numbers: Numbers, event: Json) -> Json:
    """An event with an id of its own."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP_ID,
        "event": copy.deepcopy(event),
        "type": "event_callback",
        "event_id": numbers.id("Ev"),
        "event_time": int(time.time()),
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def message_event(channel: Channel, body: Json) -> Json:
    """A message as the `message` event carries it.

    `team` is missing on files: https://github.com/slackapi/slack-api-specs/issues/62
    """
    event = {
        **copy.deepcopy(body),
        "channel": channel.id,
        "channel_type": TYPES[channel.kind],
        "event_ts": body["ts"],
    }
    if body.get("subtype") is None:
        event.setdefault("team", TEAM)
    return event


def command(channel: Channel, user: User, word: str, text: str) -> Json:
    """A slash command, apart from its tickets."""
    shown = {"im": "directmessage", "private": "privategroup"}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": user.team,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": shown.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name.lower(),
        "command": word,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
    }


def interaction(user: User, kind: str) -> Json:
    """What every interaction has, apart from its tickets."""
    return {
        "type": kind,
        "token": VERIFICATION_TOKEN,
        "api_app_id": APP_ID,
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {
            "id": user.id,
            "username": user.name.lower(),
            "name": user.name.lower(),
            "team_id": user.team,
        },
    }


def place(channel: Channel) -> Json:
    """A conversation as interactions name it."""
    shown = {"im": "directmessage", "private": "privategroup"}
    return {"id": channel.id, "name": shown.get(channel.kind, channel.name)}
