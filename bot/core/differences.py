"""What somebody changed who was shown some annotations and left others behind."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.dataset import Annotation
from bot.core.folding import SAME_PLACE, overlap, with_marks
from bot.core.labelling import Mark


def marks(base: Sequence[Annotation], now: Sequence[Annotation]) -> tuple[Mark, ...]:
    """Only what changed, so that two people who label one image do not overwrite each other.

    A box that was moved is gone from its old place and drawn at its new one; one that was only
    named anew, or moved by so little that it is the same place, is said once.

    Args:
        base: what the person was shown.
        now: what the person left, in pixels of the same image.

    Returns:
        What was taken away, then what was added; nothing when nothing changed.
    """
    added = [Mark(each.label, each.box) for each in now if each not in base]
    gone = [each for each in base if each not in now and not _said_anew(each, added)]
    return (*(Mark(each.label, each.box, here=False) for each in gone), *added)


def telling(current: Sequence[Annotation], said: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks that change anything, so that what is sent twice is kept once.

    Args:
        current: how the image stands.
        said: what is going to be said about it.
    """
    standing, kept = tuple(current), []
    for mark in said:
        after = with_marks(standing, [mark])
        if set(after) != set(standing):
            kept.append(mark)
        standing = after
    return tuple(kept)


def alike(annotations: Sequence[Annotation]) -> tuple[Annotation, Annotation] | None:
    """The first two whose boxes are the same place, of which only one could be kept."""
    boxed = [(each, each.box) for each in annotations if each.box is not None]
    for place, (one, box) in enumerate(boxed):
        for other, another in boxed[place + 1 :]:
            if overlap(box, another) >= SAME_PLACE:
                return one, other
    return None


def _said_anew(gone: Annotation, added: Sequence[Mark]) -> bool:
    if gone.box is None:
        return False
    boxes = (mark.box for mark in added if mark.box is not None)
    return any(overlap(gone.box, box) >= SAME_PLACE for box in boxes)
