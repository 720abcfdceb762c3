"""The installed app: what its manifest asked for and what it was granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.slack import facts
from bot.sandbox.slack.words import Json

OWN_MANIFEST = Path(__file__).parents[3] / "manifest.yml"


@dataclass(slots=True)
class Installed:
    """The app as the workspace knows it.

    Attributes:
        scopes: granted to the bot.
        events: that it subscribed to.
        commands: `{command, description, usage_hint}`.
        shortcuts: `{name, type, callback_id, description}`.
    """

    scopes: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    commands: list[Json] = field(default_factory=list)
    shortcuts: list[Json] = field(default_factory=list)
    name: str = "Rekog"

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Installed:
        """Install what a parsed manifest describes."""
        features = manifest.get("features") or {}
        bot_scopes = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
        subscriptions = (manifest.get("settings") or {}).get("event_subscriptions") or {}
        bot = features.get("bot_user") or {}
        return cls(
            scopes=set(bot_scopes),
            events=set(subscriptions.get("bot_events") or []),
            commands=[_command(each) for each in features.get("slash_commands") or []],
            shortcuts=[dict(each) for each in features.get("shortcuts") or []],
            name=bot.get("display_name") or "Bot",
        )

    def hears(self, event: str) -> bool:
        """Whether an event reaches the app: subscribed to, and the scope granted."""
        scope = facts.EVENT_SCOPES.get(event)
        return event in self.events and (scope is None or scope in self.scopes)

    def command(self, word: str) -> Json | None:
        """The slash command of that word."""
        return next((each for each in self.commands if each["command"] == word), None)

    def shortcut(self, callback_id: str) -> Json | None:
        """The message shortcut of that callback id."""
        messages = (each for each in self.shortcuts if each.get("type", "message") == "message")
        return next((each for each in messages if each["callback_id"] == callback_id), None)


def read_manifest(path: Path = OWN_MANIFEST) -> Json:
    """Read a manifest; without a path, the project's own."""
    import yaml  # only who installs from a file needs it

    parsed: Json = yaml.safe_load(path.read_text(encoding="utf-8"))
    return parsed


def _command(command: Mapping[str, Any]) -> Json:
    return {
        "command": command["command"],
        "description": command.get("description", ""),
        "usage_hint": command.get("usage_hint", ""),
        "should_escape": bool(command.get("should_escape")),
    }
