"""Rich text and tables.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
https://docs.slack.dev/reference/block-kit/blocks/table-block
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack.blocks.rules import At, boolean, fields, listed, one_of, string
from bot.sandbox.slack.words import Json

MAX_ROWS = 100
MAX_COLUMNS = 20
# Reported by users of the block, not documented.
MAX_CHARACTERS = 10_000

# What each inline element must have, and may have.
INLINE = {
    "text": (("text",), ("style",)),
    "link": (("url",), ("text", "unsafe", "style")),
    "emoji": (("name",), ("unicode", "skin_tone", "style")),
    "user": (("user_id",), ("style",)),
    "usergroup": (("usergroup_id",), ("style",)),
    "channel": (("channel_id",), ("style",)),
    "broadcast": (("range",), ("style",)),
    "color": (("value",), ("style",)),
    "date": (("timestamp", "format"), ("url", "fallback", "style")),
}
PARTS = {
    "rich_text_section": (),
    "rich_text_list": ("style", "indent", "offset", "border"),
    "rich_text_preformatted": ("border", "language"),
    "rich_text_quote": ("border",),
}


def rich_text(value: Json, at: At) -> None:
    """A rich text block, or a cell of a table."""
    fields(value, at, ("type", "elements"), ("block_id",))
    for place, part in enumerate(listed(value["elements"], at / "elements", 1000, 0)):
        _part(part, at / "elements" / place)


def table(value: Json, at: At) -> None:
    """A table: up to 100 rows of up to 20 cells each."""
    fields(value, at, ("type", "rows"), ("block_id", "column_settings"))
    if at.surface != "message":
        raise at.wrong("table is for messages only")
    rows = listed(value["rows"], at / "rows", MAX_ROWS)
    for place, row in enumerate(rows):
        for column, cell in enumerate(listed(row, at / "rows" / place, MAX_COLUMNS)):
            _cell(cell, at / "rows" / place / column)
    if sum(_length(cell) for row in rows for cell in row) > MAX_CHARACTERS:
        raise at.wrong(f"more than {MAX_CHARACTERS} characters in all cells")
    settings = listed(value.get("column_settings") or [], at / "column_settings", MAX_COLUMNS, 0)
    for place, column in enumerate(settings):
        _column(column, at / "column_settings" / place)


def _column(value: Any, at: At) -> None:
    if value is None:
        return
    fields(value, at, (), ("align", "is_wrapped"))
    boolean(value.get("is_wrapped"), at / "is_wrapped")
    if "align" in value:
        one_of(value["align"], at / "align", ("left", "center", "right"))


def _cell(value: Any, at: At) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "rich_text":
        rich_text(value, at)
    elif kind == "raw_text":
        fields(value, at, ("type", "text"), ())
        string(value["text"], at / "text", MAX_CHARACTERS)
    elif kind == "raw_number":
        fields(value, at, ("type", "value"), ("text",))
    else:
        raise at.wrong(f"unsupported type: {kind}")


def _length(cell: Any) -> int:
    if isinstance(cell, list):
        return sum(_length(each) for each in cell)
    if not isinstance(cell, dict):
        return 0
    own = cell.get("text")
    return (len(own) if isinstance(own, str) else 0) + _length(cell.get("elements"))


def _part(value: Any, at: At) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in PARTS:
        raise at.wrong(f"unsupported type: {kind}")
    fields(value, at, ("type", "elements"), PARTS[kind])
    if kind == "rich_text_list":
        one_of(value.get("style"), at / "style", ("bullet", "ordered"))
    for place, each in enumerate(listed(value["elements"], at / "elements", 1000, 0)):
        if kind == "rich_text_list":
            _part(each, at / "elements" / place)
        else:
            _inline(each, at / "elements" / place)


def _inline(value: Any, at: At) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in INLINE:
        raise at.wrong(f"unsupported type: {kind}")
    required, optional = INLINE[kind]
    fields(value, at, ("type", *required), optional)
    if kind == "text":
        string(value["text"], at / "text", 40_000)
