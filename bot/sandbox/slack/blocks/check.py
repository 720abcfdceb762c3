"""The blocks, and the lists of them that a message and a modal hold.

Limits: https://docs.slack.dev/reference/block-kit/blocks and the pages of each block.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable
from typing import Any

from bot.sandbox.slack import facts
from bot.sandbox.slack.blocks import elements, rich
from bot.sandbox.slack.blocks.rules import At, boolean, fields, listed, string, text
from bot.sandbox.slack.words import Json, Refused

MAX_BLOCKS = {"message": 50, "modal": 100}
TITLE_MAX = 24


def check_message(value: Any, file_shown: Callable[[Json], bool]) -> list[Json]:
    """Check a message's blocks.

    Args:
        value: as it came.
        file_shown: says of a `slack_file` whether it may be shown now.

    Returns:
        The blocks, each with a block id.

    Raises:
        Refused: they are not Block Kit.
    """
    checked = _blocks(value, At("/blocks", "message", file_shown))
    if sum(block["type"] == "table" for block in checked) > 1:
        raise Refused("invalid_attachments", "[ERROR] only_one_table_allowed")
    written = sum(len(block["text"]) for block in checked if block["type"] == "markdown")
    if written > facts.MARKDOWN_MAX:
        raise Refused("msg_blocks_too_long")
    return checked


def check_view(value: Any, file_shown: Callable[[Json], bool]) -> Json:
    """Check a modal.

    Args:
        value: as it came.
        file_shown: says of a `slack_file` whether it may be shown now.

    Raises:
        Refused: it is not one.
    """
    at = At("/view", "modal", file_shown)
    try:
        return _view(value, at)
    except Refused as refused:
        raise Refused("invalid_arguments", *refused.messages) from refused


def _view(value: Any, at: At) -> Json:
    optional = ("submit", "close", "private_metadata", "callback_id", "external_id")
    more = ("clear_on_close", "notify_on_close", "submit_disabled")
    fields(value, at, ("type", "title", "blocks"), (*optional, *more))
    if value["type"] != "modal":
        raise (at / "type").wrong("must be modal")
    for name in ("title", "submit", "close"):
        if value.get(name) is not None:
            text(value[name], at / name, TITLE_MAX, plain=True)
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if value.get(name) is not None:
            string(value[name], at / name, most, 0)
    checked = _blocks(value["blocks"], at / "blocks")
    if "submit" not in value and any(block["type"] == "input" for block in checked):
        raise (at / "submit").wrong("submit is required when an input is in the blocks")
    return {**value, "blocks": checked}


def _blocks(value: Any, at: At) -> list[Json]:
    if not isinstance(value, list):
        raise Refused("invalid_blocks_format")
    checked = copy.deepcopy(listed(value, at, MAX_BLOCKS[at.surface], 0))
    for place, block in enumerate(checked):
        _block(block, at / place)
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for each in _acting(block):
            each.setdefault("action_id", secrets.token_urlsafe(4))
    ids = [block["block_id"] for block in checked]
    if len(set(ids)) < len(ids):
        raise at.wrong("`block_id` must be unique")
    return checked


def _acting(block: Json) -> list[Json]:
    found = [block.get("accessory"), block.get("element")]
    if block["type"] == "actions":
        found += block["elements"]
    return [each for each in found if each is not None and each["type"] != "image"]


def _block(value: Any, at: At) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    rule = RULES.get(str(kind))
    if rule is None:
        raise at.wrong(f"unsupported type: {kind}")
    if value.get("block_id") is not None:
        string(value["block_id"], at / "block_id", 255)
    rule(value, at)


def _section(value: Json, at: At) -> None:
    fields(value, at, ("type",), ("block_id", "text", "fields", "accessory", "expand"))
    if value.get("text") is None and value.get("fields") is None:
        raise at.wrong("text or fields is needed")
    if value.get("text") is not None:
        text(value["text"], at / "text", 3000)
    if value.get("fields") is not None:
        for place, each in enumerate(listed(value["fields"], at / "fields", 10)):
            text(each, at / "fields" / place, 2000)
    if value.get("accessory") is not None:
        elements.element(value["accessory"], at / "accessory", elements.IN_SECTION)


def _image(value: Json, at: At) -> None:
    elements.image(value, at)
    if "title" in value:
        text(value["title"], at / "title", 2000, plain=True)


def _actions(value: Json, at: At) -> None:
    fields(value, at, ("type", "elements"), ("block_id",))
    for place, each in enumerate(listed(value["elements"], at / "elements", 25)):
        elements.element(each, at / "elements" / place, elements.IN_ACTIONS)


def _context(value: Json, at: At) -> None:
    fields(value, at, ("type", "elements"), ("block_id",))
    for place, each in enumerate(listed(value["elements"], at / "elements", 10)):
        if isinstance(each, dict) and each.get("type") == "image":
            elements.image(each, at / "elements" / place)
        else:
            text(each, at / "elements" / place, 3000)


def _divider(value: Json, at: At) -> None:
    fields(value, at, ("type",), ("block_id",))


def _header(value: Json, at: At) -> None:
    fields(value, at, ("type", "text"), ("block_id",))
    text(value["text"], at / "text", 150, plain=True)


def _input(value: Json, at: At) -> None:
    fields(
        value, at, ("type", "label", "element"), ("block_id", "hint", "optional", "dispatch_action")
    )
    text(value["label"], at / "label", 2000, plain=True)
    if value.get("hint") is not None:
        text(value["hint"], at / "hint", 2000, plain=True)
    boolean(value.get("optional"), at / "optional")
    elements.element(value["element"], at / "element", elements.IN_INPUT)


def _markdown(value: Json, at: At) -> None:
    fields(value, at, ("type", "text"), ("block_id",))
    string(value["text"], at / "text", facts.MARKDOWN_MAX)
    if at.surface != "message":
        raise at.wrong("markdown is for messages only")


def _file(value: Json, at: At) -> None:
    # Slack puts these in itself, for remote files; an app may not.
    raise at.wrong("a file block cannot be added directly")


RULES: dict[str, Callable[[Json, At], None]] = {
    "section": _section,
    "image": _image,
    "actions": _actions,
    "context": _context,
    "divider": _divider,
    "header": _header,
    "input": _input,
    "markdown": _markdown,
    "rich_text": rich.rich_text,
    "table": rich.table,
    "file": _file,
}
