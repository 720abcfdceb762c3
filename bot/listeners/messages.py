"""A picture is posted: in a channel, a direct message, a group or a thread."""

from __future__ import annotations

from slack_bolt import App, BoltContext

from bot.listeners.intake import Intake, Payload, images, objects

# What a person posts. Everything else (edits, deletions, joins, other bots) is left alone.
POSTS = (None, "file_share", "thread_broadcast")


def register(app: App, intake: Intake) -> None:
    """Take every message event, so that Slack never has to send one again."""

    @app.event("message")
    def message(event: Payload, context: BoltContext) -> None:
        if event.get("subtype") not in POSTS or event.get("bot_id") or not event.get("user"):
            return
        spoken_to, team = _speaks_to_bot(event, intake), context.team_id or ""
        sources = images(event) + (objects(event) if spoken_to else ())
        if spoken_to and intake.brought(team, event):
            return
        if spoken_to and intake.told(team, event, sources):
            return
        if sources:
            intake.post(team, event, sources)


def _speaks_to_bot(event: Payload, intake: Intake) -> bool:
    return event.get("channel_type") == "im" or intake.mentioned(event.get("text") or "")
