"""What people read who said what is in their pictures: one question before anything is learned."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.cards import Button, Card, Press, Style
from bot.core.teach_words import shown

BUTTON = 60
"""Characters of a button."""
ONE_BY_ONE = 10
"""So many pictures are asked about one by one; people lose patience before that."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that somebody said something of.

    Attributes:
        place: among the pictures.
        name: as people know it.
        faces: how many things were found in it that may be meant.
        reference: under which what was found is kept.
        problem: why it cannot be used, for people; empty when it can.
    """

    place: int
    name: str
    faces: int = 0
    reference: str = ""
    problem: str = ""


def question(label: str, here: bool, seen: Sequence[Seen], value: str) -> Card:
    """The question before pictures are taught.

    Args:
        label: what was said; empty for “nothing here”.
        here: whether it is there.
        seen: the pictures that are taught at a yes.
        value: what the button carries.
    """
    what = what_was_said(label, here)
    lines = [f"Shall I learn *{what}* from {pictures(len(seen))}?"]
    faces = sum(each.faces == 1 for each in seen)
    if label and faces:
        lines.append(f"I found one face in {'it' if len(seen) == 1 else pictures(faces)}.")
    if label and len(seen) - faces > 0:
        without = "it" if len(seen) == 1 else pictures(len(seen) - faces)
        lines.append(f"I found no face in {without}, so there the whole picture counts.")
    plain = html.unescape(f"Learn {what}")
    yes = Button(plain[:BUTTON], Press.AGREE, value, Style.PRIMARY)
    return Card(" ".join(lines), (yes, Button("Not now", Press.DISMISS)))


def one_by_one(label: str, seen: Sequence[Seen]) -> Card:
    """Pictures with several faces, each with a button that opens its form."""
    asked = seen[:ONE_BY_ONE]
    who = f"which one is {shown(label)}" if label else "what is what"
    lines = [f"{pictures(len(seen)).capitalize()} with several faces: please show me {who}."]
    if len(seen) > len(asked):
        lines.append(f"These are the first {len(asked)}.")
    buttons = (
        Button(each.name[:BUTTON] or "Picture", Press.CORRECT, f"{each.reference}|{label}")
        for each in asked
    )
    return Card(" ".join(lines), tuple(buttons))


def unusable(seen: Sequence[Seen]) -> Card:
    """Pictures that cannot be had, each with its sentence."""
    return Card("\n".join(dict.fromkeys(each.problem for each in seen)))


def thanks_for(user: str, count: int, label: str, here: bool, numbers: Sequence[int]) -> Card:
    """What was learned from several pictures, with the button that takes it back."""
    what = what_was_said(label, here)
    value = ",".join(map(str, numbers))
    return Card(
        f"Thank you, <@{user}>: {what} in {pictures(count)}.",
        (Button("Undo", Press.UNDO, value),) if numbers else (),
    )


def what_was_said(label: str, here: bool) -> str:
    """The label in a sentence, in Slack's markup."""
    if not label:
        return "nothing that we name"
    return shown(label) if here else f"not {shown(label)}"


def pictures(count: int) -> str:
    """How many."""
    return "one picture" if count == 1 else f"{count} pictures"
