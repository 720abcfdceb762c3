"""The bot is spoken to: with pictures or S3 keys it looks, otherwise it says how it is used."""

from __future__ import annotations

from slack_bolt import App, BoltContext

from bot.core.requests import HelpRequest
from bot.listeners.intake import Intake, Payload, help_key, images, objects, thread_of


def register(app: App, intake: Intake) -> None:
    """Take mentions. The same message also comes as a message event; it is answered once."""

    @app.event("app_mention")
    def mention(event: Payload, context: BoltContext) -> None:
        if event.get("bot_id") or event.get("edited"):
            return
        team = context.team_id or ""
        sources = images(event) + objects(event)
        if intake.brought(team, event) or intake.told(team, event, sources):
            return
        if sources:
            intake.post(team, event, sources)
        else:
            intake.submit(HelpRequest(help_key(team, event), thread_of(event)))
