"""What a label says, before it is set: cleaned, cut, and in the direction that it is read.

A caption is one short line, so this is the smallest part of the bidirectional algorithm
(https://unicode.org/reports/tr9/) that puts pieces in different fonts in their order; within a
piece Raqm applies all of it.
"""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: invisible, yet they change how Indic letters are written."""
_ELLIPSIS = "…"
_LONGEST = 300
"""Characters of a text that are looked at; none longer could be shown."""
_BRACKETS = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_DIRECTED = ("L", "R", "AL", "EN", "AN", "NSM")


def clean(text: str) -> str:
    """One line without control characters, which could turn or hide what follows them."""
    words = " ".join(text[:_LONGEST].split())
    return "".join(
        character
        for character in unicodedata.normalize("NFC", words)
        if character in _JOINERS
        or not (unicodedata.category(character)[0] == "C" or 0xFE00 <= ord(character) <= 0xFE0F)
    )


def cut(text: str, length: int) -> str:
    """The first characters and an ellipsis; no letter loses the marks that stand on it."""
    while 0 < length < len(text) and unicodedata.category(text[length])[0] == "M":
        length -= 1
    return text[:length].rstrip() + _ELLIPSIS


def reads_leftwards(text: str) -> bool:
    """Whether the first letter that has a direction is read from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def is_neutral(character: str) -> bool:
    """Whether it takes its direction from its neighbours, as spaces and brackets do."""
    return unicodedata.bidirectional(character) not in _DIRECTED


def mirrored(text: str) -> str:
    """Neutral text between letters that are read leftwards: brackets open to the other side."""
    return text[::-1].translate(_BRACKETS) if text and is_neutral(text[0]) else text


def in_visual_order(text: str) -> str:
    """What Raqm would do, roughly: letters that are read leftwards are put in that order."""
    return text[::-1] if reads_leftwards(text) else text
