"""What a message says: text, blocks, attachments, metadata."""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.slack import blocks, facts
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.shown import file_shown
from bot.sandbox.slack.web_api.call import Call
from bot.sandbox.slack.words import Json, Refused


def content(call: Call, longest: int = facts.TEXT_TRUNCATED_AT, truncate: bool = True) -> Json:
    """The parts of a message that were given.

    Args:
        call: the call.
        longest: text, in characters.
        truncate: whether longer text is cut; it is refused otherwise.

    Raises:
        Refused: there is nothing to say, or it is not well-formed.
    """
    body = _text(call, longest, truncate)
    shown = checked_blocks(call.hub, call.json("blocks", "invalid_blocks_format"))
    if shown is not None:
        body["blocks"] = shown
    attachments = call.json("attachments", "invalid_attachments")
    if attachments is not None:
        body["attachments"] = _attachments(call.hub, attachments)
    if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
        raise Refused("no_text")
    return body


def checked_blocks(hub: Hub, value: Any) -> list[Json] | None:
    """Blocks of a message, checked; `None` when there are none."""
    if value is None:
        return None
    return blocks.check_message(value, lambda file: file_shown(hub.workspace, file))


def metadata(call: Call) -> Json | None:
    """The metadata. https://docs.slack.dev/messaging/message-metadata

    Raises:
        Refused: it is not well-formed.
    """
    value = call.json("metadata", "invalid_metadata_format")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refused("invalid_metadata_format")
    if not isinstance(value.get("event_type"), str) or not isinstance(
        value.get("event_payload"), dict
    ):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(value)) > facts.METADATA_MAX_BYTES:
        raise Refused("metadata_too_large")
    return value


def _text(call: Call, longest: int, truncate: bool) -> Json:
    text, markdown = call.text("text"), call.text("markdown_text")
    if markdown:
        if text or call.args.get("blocks"):
            raise Refused("markdown_text_conflict")
        if len(markdown) > facts.MARKDOWN_MAX:
            raise Refused("msg_too_long")
        text = markdown
    if len(text) > longest and not truncate:
        raise Refused("msg_too_long")
    return {"text": text[:longest]} if "text" in call.args or markdown else {}


def _attachments(hub: Hub, value: Any) -> list[Json]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Refused("invalid_attachments")
    if len(value) > facts.ATTACHMENTS_MAX:
        raise Refused("too_many_attachments")
    for each in value:
        if "blocks" in each:
            each["blocks"] = checked_blocks(hub, each["blocks"])
    return value
