"""What the rules are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.words import Json, Refused


@dataclass(frozen=True, slots=True)
class At:
    """A place in the payload.

    Attributes:
        pointer: as Slack names it in its messages.
        surface: `message` or `modal`.
        file_shown: says of a `slack_file` whether it may be shown now.
    """

    pointer: str
    surface: str
    file_shown: Callable[[Json], bool]

    def __truediv__(self, step: str | int) -> At:
        return At(f"{self.pointer}/{step}", self.surface, self.file_shown)

    def wrong(self, what: str) -> Refused:
        """Slack's refusal of what stands here."""
        return Refused("invalid_blocks", f"[ERROR] {what} [json-pointer:{self.pointer}]")


def fields(value: Any, at: At, required: Collection[str], optional: Collection[str]) -> Json:
    """An object with these fields and no others."""
    if not isinstance(value, dict):
        raise at.wrong("must be an object")
    for name in required:
        if value.get(name) is None:
            raise at.wrong(f"missing required field: {name}")
    for name in value:
        if name not in required and name not in optional:
            raise at.wrong(f"invalid additional property: {name}")
    return value


def string(value: Any, at: At, most: int, least: int = 1) -> str:
    """A string within its bounds."""
    if not isinstance(value, str):
        raise at.wrong("must be a string")
    if len(value) < least:
        raise at.wrong(f"must be more than {least - 1} characters")
    if len(value) > most:
        raise at.wrong(f"must be less than {most + 1} characters")
    return value


def listed(value: Any, at: At, most: int, least: int = 1) -> list[Any]:
    """A list within its bounds."""
    if not isinstance(value, list):
        raise at.wrong("must be an array")
    if len(value) < least:
        raise at.wrong(f"no less than {least} items allowed")
    if len(value) > most:
        raise at.wrong(f"no more than {most} items allowed")
    return value


def one_of(value: Any, at: At, allowed: Collection[str]) -> str:
    """One of some words."""
    if value not in allowed:
        raise at.wrong(f"must be one of {sorted(allowed)}")
    return str(value)


def boolean(value: Any, at: At) -> None:
    """True, false, or nothing."""
    if value is not None and not isinstance(value, bool):
        raise at.wrong("must be a boolean")


def text(value: Any, at: At, most: int, plain: bool = False) -> None:
    """A text object. https://docs.slack.dev/reference/block-kit/composition-objects/text-object"""
    known = fields(value, at, ("type", "text"), ("emoji", "verbatim"))
    kind = one_of(
        known["type"], at / "type", ("plain_text",) if plain else ("plain_text", "mrkdwn")
    )
    string(known["text"], at / "text", most)
    boolean(known.get("emoji"), at / "emoji")
    boolean(known.get("verbatim"), at / "verbatim")
    if kind == "mrkdwn" and "emoji" in known:
        raise at.wrong("emoji is for plain_text only")
    if kind == "plain_text" and "verbatim" in known:
        raise at.wrong("verbatim is for mrkdwn only")


def url(value: Any, at: At) -> None:
    """An address of the web."""
    string(value, at, 3000)
    if not value.startswith(("http://", "https://")):
        raise at.wrong("must be a valid url")
