"""`manifest.yml` asks for what the code uses, and for nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.listeners import shortcuts, teaching
from bot.listeners.commands import EXPORT, MODEL_WORDS, REVIEW, TRAINING_WORDS
from bot.listeners.connection import SCOPES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "manifest.yml").read_text(encoding="utf-8")
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "bot").rglob("*.py"))
    if "sandbox" not in path.parts
}
CODE = "\n".join(SOURCES.values())

# Which scope each method needs; `None` for those that need none.
# https://docs.slack.dev/reference/methods
METHOD_SCOPES = {
    "auth_test": None,
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_update": "chat:write",
    "conversations_history": "channels:history",  # or that of the other kinds of channel
    "conversations_replies": "channels:history",  # or that of the other kinds of channel
    "files_getUploadURLExternal": "files:write",
    "files_completeUploadExternal": "files:write",
    "files_info": "files:read",
    "reactions_add": "reactions:write",
    "reactions_remove": "reactions:write",
    "users_info": "users:read",
    "users_list": "users:read",
    "usergroups_users_list": "usergroups:read",
    "views_open": None,
    "views_update": None,
}
# https://docs.slack.dev/reference/events
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
METHOD = re.compile(
    r"client\.((?:api|apps|auth|bots|chat|conversations|files|reactions|team|usergroups|users|views)"
    r"_[a-zA-Z_]+)"
)


def manifest(*, http: bool = False) -> dict[str, Any]:
    text = TEXT
    if http:
        text = text.replace("# HTTP: ", "").replace(
            "socket_mode_enabled: true", "socket_mode_enabled: false"
        )
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def used_methods() -> set[str]:
    return set(METHOD.findall(CODE))


def test_the_scopes_are_those_that_the_code_needs() -> None:
    """Every scope is there for a method that is called or an event that is taken."""
    needed = {METHOD_SCOPES[method] for method in used_methods()} - {None}
    needed |= {
        EVENT_SCOPES[event] for event in manifest()["settings"]["event_subscriptions"]["bot_events"]
    }
    needed |= {"commands"}

    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == needed


def test_the_scopes_that_are_missed_are_those_of_the_manifest() -> None:
    """At the start the bot looks for exactly the scopes that the manifest asks for."""
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_the_events_are_those_that_are_taken() -> None:
    """Every subscribed event has a listener, and every listener's event is subscribed."""
    taken = set(re.findall(r'@app\.event\("(\w+)"\)', CODE))
    subscribed = {
        event.split(".")[0] for event in manifest()["settings"]["event_subscriptions"]["bot_events"]
    }

    assert subscribed == taken


def test_the_commands_are_those_that_are_taken() -> None:
    """Every slash command has a listener, and the other way round."""
    taken = set(re.findall(r'@app\.command\("(/\w+)"\)', CODE))

    assert {each["command"] for each in manifest()["features"]["slash_commands"]} == taken


def test_the_hint_names_every_word() -> None:
    """What Slack shows while one types the command has every word that it takes."""
    (command,) = manifest()["features"]["slash_commands"]
    hint = re.findall(r"(?:\[|\| )(\w+)", command["usage_hint"])

    assert sorted(hint) == sorted([*MODEL_WORDS, *TRAINING_WORDS, REVIEW, EXPORT, "detect", "help"])


def test_buttons_reach_the_bot() -> None:
    """Slack sends presses of buttons only to apps with interactivity."""
    assert "app.action(" in CODE
    assert manifest()["settings"]["interactivity"]["is_enabled"] is True


def test_the_shortcuts_are_those_that_are_taken() -> None:
    """Every shortcut has a listener, and the other way round."""
    taken = {shortcuts.CALLBACK_ID, teaching.CALLBACK_ID}

    assert CODE.count("@app.message_shortcut(") == len(taken)
    assert {each["callback_id"] for each in manifest()["features"]["shortcuts"]} == taken


def test_socket_mode_needs_no_address() -> None:
    """As it stands the manifest uses Socket Mode and names no address."""
    assert manifest()["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(manifest())


def test_signed_http_has_all_its_addresses() -> None:
    """With its HTTP lines the manifest names an address for events, commands and interactions."""
    settings = manifest(http=True)["settings"]

    assert settings["socket_mode_enabled"] is False
    urls = {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        manifest(http=True)["features"]["slash_commands"][0]["url"],
    }
    assert len(urls) == 1


def test_the_guide_explains_every_scope() -> None:
    """The guide's table names every scope of the manifest, and no other."""
    guide = (ROOT / "docs/slack.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1] for row in guide.splitlines() if row.startswith("| `")]

    named = [scope for row in rows for scope in re.findall(r"`([a-z_]+(?::[a-z]+)?)`", row)]
    assert sorted(named) == sorted(manifest()["oauth_config"]["scopes"]["bot"])


@pytest.mark.shared
@pytest.mark.parametrize("http", [False, True])
def test_slacks_own_schema(http: bool) -> None:
    """Both forms of the manifest are valid by Slack's schema."""
    path = ROOT.parent / "shared/contracts/slack/manifest.schema.json"
    if not path.exists():
        pytest.skip("Slack's manifest schema is not at hand (../shared/contracts)")
    validator = jsonschema.Draft7Validator(json.loads(path.read_text(encoding="utf-8")))

    assert [error.message for error in validator.iter_errors(manifest(http=http))] == []


@pytest.mark.shared
def test_the_scopes_are_slacks_own() -> None:
    """The scope of each method used is the one that Slack's reference names."""
    folder = ROOT.parent / "shared/contracts/slack/methods"
    if not folder.exists():
        pytest.skip("Slack's method reference is not at hand (../shared/contracts)")

    for method, scope in METHOD_SCOPES.items():
        contract = json.loads((folder / f"{method.replace('_', '.')}.json").read_text())
        assert scope is None or scope in contract["scope"]["bot"]
