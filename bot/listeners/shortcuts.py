"""The message shortcut “Recognise images”: for older messages, and in threads."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import Ack, App, Respond

from bot.core.model import SharedFile, Source
from bot.listeners.intake import Intake, Payload, images, objects

CALLBACK_ID = "recognise_images"
NOTHING = "There is no picture and no `s3://bucket/key` in that message."


def register(app: App, intake: Intake) -> None:
    """Take the shortcut. Asking twice on purpose is answered twice."""

    @app.message_shortcut(CALLBACK_ID)
    def recognise(ack: Ack, shortcut: Payload, respond: Respond) -> None:
        ack()
        message = {**shortcut["message"], "channel": shortcut["channel"]["id"]}
        sources: tuple[Source, ...] = _asked(images(message)) + objects(message)
        if not sources:
            respond(text=NOTHING)
            return
        asked = {**message, "user": shortcut["user"]["id"]}
        intake.again(f"shortcut:{shortcut['trigger_id']}", asked, sources, shortcut["response_url"])


def _asked(files: tuple[SharedFile, ...]) -> tuple[SharedFile, ...]:
    """Somebody points at these, so none of them is silently left alone."""
    return tuple(replace(file, known_image=True) for file in files)
