"""The annotated images that are not in the message itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.core.model import Answered, Outcome
from bot.post.mrkdwn import literal
from bot.post.names import name_of

Places = tuple[int, ...]


def following(outcomes: Sequence[Outcome], shown: Collection[int], lost: Collection[int]) -> Places:
    """Places of the images that follow as files.

    Args:
        outcomes: in the order of the post.
        shown: places of those in the message.
        lost: places of those that Slack did not take.
    """
    return tuple(
        place
        for place, outcome in enumerate(outcomes)
        if isinstance(outcome, Answered) and place not in shown and place not in lost
    )


def notes(outcomes: Sequence[Outcome], follow: Places, lost: Collection[int]) -> list[str]:
    """A word on each image that is not in the message, in Slack's markup."""
    lines = []
    for place, outcome in enumerate(outcomes):
        name = literal(name_of(outcome, place + 1))
        if place in lost:
            lines.append(f"Slack did not take the annotated picture of {name}.")
        elif place in follow:
            lines.append(f"The annotated picture of {name} follows as a file.")
    return lines
