"""What a label may be called."""

from __future__ import annotations

import unicodedata

from bot.core.errors import LabelEmpty, LabelRefused, LabelTooLong, LabelUnreadable

MOST_CHARACTERS = 100
_SHOWN = 30
# Controls, halves of characters, line ends; and what turns the direction of a text, by which one
# label could look like another: https://www.unicode.org/reports/tr9/#Directional_Formatting_Codes
_REFUSED = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_EMPTY = {"Cf", "Zs"}


def label_name(text: str) -> str:
    """A label as it is kept: in Unicode's composed form (NFC), without space around it.

    Raises:
        LabelEmpty: there is nothing to see in it.
        LabelTooLong: it has more than 100 characters.
        LabelUnreadable: there are characters in it that a label cannot have.
    """
    label = unicodedata.normalize("NFC", text).strip()
    kinds = [unicodedata.category(each) for each in label]
    if _EMPTY.issuperset(kinds):
        raise LabelEmpty
    if len(label) > MOST_CHARACTERS:
        raise LabelTooLong(length=len(label), limit=MOST_CHARACTERS, start=_start(label))
    if not _REFUSED.isdisjoint(kinds) or not _TURNING.isdisjoint(label):
        raise LabelUnreadable(label=_start(label))
    return label


def refusal(text: str) -> str:
    """What is wrong with a label that somebody typed; empty for a good one, and for none."""
    try:
        label_name(text or "-")
    except LabelRefused as refused:
        return refused.sentence
    return ""


def _start(label: str) -> str:
    seen = (each if each.isprintable() else "�" for each in label[:_SHOWN])
    return "".join(seen) + ("…" if len(label) > _SHOWN else "")
