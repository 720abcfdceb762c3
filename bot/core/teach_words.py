"""What people read who teach."""

from __future__ import annotations

import html
from collections.abc import Sequence

from bot.core.cards import Button, Card, Press, Style
from bot.core.labelling import Mark

NAMED = 12
"""So many things a message names, one by one."""
NAME_LIMIT = 80

_LOOK_ALIKE = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ", "_": "ˍ"})

EMPTY_LABEL = "Write the new label here, or choose another answer above."
BOTH = "You chose that nothing is in the picture, so please leave the labels empty."
NO_CHANGE = "You changed nothing in the form, so I have nothing to learn from it."
UNDONE_BEFORE = "Nothing to undo: this was taken back already."
NO_PICTURE = "There is no picture in that message, so there is nothing to teach."
HINT_MISSING = (
    "*Is something missing, or is a box in the wrong place?* Boxes cannot be drawn in Slack. Name "
    "what is missing under “The whole picture” instead."
)
LINK_MISSING = "*Is something missing, or is a box in the wrong place?* Draw it on the page."
ALL_SHOWN = "You have seen 20 pictures today, and that is enough. Come back tomorrow."
NOTHING_TO_REVIEW = (
    "There is no picture in this channel that I am unsure about. Post some, or press *Correct* "
    "under any answer."
)


def shown(text: str) -> str:
    """A label or a name in a sentence, in Slack's markup, exactly as it is and not too long."""
    plain = " ".join(text.split())
    cut = plain if len(plain) <= NAME_LIMIT else f"{plain[: NAME_LIMIT - 1]}…"
    return html.escape(cut, quote=False).translate(_LOOK_ALIKE)


def thanks(user: str, said: Sequence[tuple[int | None, Mark]], numbers: Sequence[int]) -> Card:
    """What was learned, with the button that takes it back.

    Args:
        user: who is thanked.
        said: the marks, each with the number of its box; `None` without a number.
        numbers: of the events.
    """
    parts = [_part(number, mark) for number, mark in said]
    return Card(f"Thank you, <@{user}>: {_listed(parts)}.", _undo(numbers))


def thanks_for_all(user: str, count: int, label: str, here: bool, numbers: Sequence[int]) -> Card:
    """What was learned from several pictures at once."""
    what = f"not {shown(label)}" if not here else shown(label) or "nothing that we name"
    pictures = "one picture" if count == 1 else f"{count} pictures"
    return Card(f"Thank you, <@{user}>: {what} in {pictures}.", _undo(numbers))


def taken_back(user: str) -> Card:
    """What stands in the place of a thank-you that was undone."""
    return Card(f"<@{user}> took this back, so it does not count any more.")


def _undo(numbers: Sequence[int]) -> tuple[Button, ...]:
    if not numbers:
        return ()
    return (Button("Undo", Press.UNDO, ",".join(map(str, numbers)), Style.PLAIN),)


def _part(number: int | None, mark: Mark) -> str:
    label = shown(mark.label)
    if mark.box is None:
        if not label:
            return "nothing that we name is in the picture"
        return f"{label} in the picture" if mark.here else f"no {label} in the picture"
    place = f"at box {number}" if number is not None else "at a box"
    return f"{label} {place}" if mark.here else f"nothing {place}"


def _listed(parts: Sequence[str]) -> str:
    more = len(parts) - NAMED
    shortened = [*parts[:NAMED], f"{more} more"] if more > 0 else parts
    return ", ".join(shortened)
