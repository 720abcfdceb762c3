"""The sentences of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.model import Answered, Outcome, Recognition
from bot.post.mrkdwn import clip, escape, literal, plain
from bot.post.names import name_of
from bot.post.tally import Tally, percent, tallies

NAMED_LABELS = 5
"""How many labels the sentence names; the table has them all."""


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """One line for each image, in Slack's markup. Images that wait for the model have none."""
    several = len(outcomes) > 1
    lines = []
    for number, outcome in enumerate(outcomes, 1):
        line = _line(outcome, number, several)
        if line:
            lines.append(f"• {line}" if several else line)
    return lines


def stopped(outcomes: Sequence[Outcome], who: str) -> str:
    """What to do about a model that does not run; empty when it does.

    Args:
        outcomes: of one post.
        who: those who may start it, in Slack's markup.
    """
    waiting = [each for each in outcomes if not isinstance(each, Answered) and each.model_stopped]
    if not waiting:
        return ""
    sentence = escape(waiting[0].sentence)
    if len(waiting) > 1:
        sentence += f" {len(waiting)} pictures wait for it."
    return f"{sentence}\nWho may start it: {who}."


def alt_text(outcome: Answered, number: int, limit: int) -> str:
    """What somebody hears who cannot see the annotated image.

    Args:
        outcome: the image.
        number: its place in the post, from 1.
        limit: Slack takes 1000 characters with an upload and 2000 in a block.
    """
    found = tallies(outcome.recognition.detections)
    things = ", ".join(f"{_times(tally)}{plain(tally.label)} ({_best(tally)})" for tally in found)
    name = plain(name_of(outcome, number))
    if not things:
        return clip(f"{name}: nothing recognised.", limit)
    return clip(f"{name}, with boxes and captions: {things}", limit)


def _line(outcome: Outcome, number: int, several: bool) -> str:
    if not isinstance(outcome, Answered):
        return "" if outcome.model_stopped else escape(outcome.sentence)
    name = literal(name_of(outcome, number))
    found = tallies(outcome.recognition.detections)
    if not found:
        return f"I recognised nothing in {name}{_threshold(outcome.recognition)}."
    return f"{name}: {_things(found)}." if several else f"Found {_things(found)}."


def _threshold(recognition: Recognition) -> str:
    if recognition.min_confidence is None:
        return ""
    return f" above {recognition.min_confidence:g} %"


def _things(found: Sequence[Tally]) -> str:
    named = [
        f"{_times(tally)}*{literal(tally.label) or '(no name)'}* ({_best(tally)})"
        for tally in found[:NAMED_LABELS]
    ]
    more = len(found) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _times(tally: Tally) -> str:
    return f"{tally.count} × " if tally.count > 1 else ""


def _best(tally: Tally) -> str:
    return ("up to " if tally.count > 1 else "") + percent(tally.confidence)
