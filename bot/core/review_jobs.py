"""`/rekog review`: a private card with pictures that are worth a look."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.core import teach_words as words
from bot.core.attempts import Journal
from bot.core.cards import Button, Card, Picture, Press
from bot.core.desk import FORM, Desk
from bot.core.errors import RekogError
from bot.core.model import Recognition, SharedFile
from bot.core.records import PostLog
from bot.core.review import PER_DAY, SHOWN, Reviewed, Situation, choose
from bot.core.said_jobs import name_of
from bot.core.teach_requests import ReviewRequest

log = logging.getLogger(__name__)

AMONG = 500
"""Answers that are looked through."""
SINCE = 30 * 86_400.0
"""Seconds; older pictures may be deleted in Slack."""
LABELS = 3


class ReviewJobs:
    """Chooses pictures of the channel where the command was typed: its members may see those.

    Args:
        desk: see there.
        posts: counts what each person was shown, by all processes.
    """

    def __init__(self, desk: Desk, posts: PostLog) -> None:
        self._desk = desk
        self._posts = posts

    def show(self, request: ReviewRequest, journal: Journal) -> None:
        """Show up to three pictures that this person was not shown before."""
        try:
            self._desk.permission.require_teacher(request.user, request.team)
        except RekogError as error:
            self._desk.replies.privately(request, error.sentence)
            return
        journal.step("shown", lambda: self._desk.replies.privately(request, self._card(request)))

    def _card(self, request: ReviewRequest) -> Card:
        at = self._desk.clock.wall()
        day = datetime.fromtimestamp(at, UTC).date()
        known, recent = self._situation(at, day), self._recent(request, at)
        shown: list[Reviewed] = []
        tried = set(known.past)
        while chosen := choose(recent, replace(known, past=tried), SHOWN - len(shown)):
            for each in chosen:
                tried.add(each.recognition.id)
                if not self._first(request, each.first):
                    continue
                if not self._takes(request.user, day):
                    return _card(shown) if shown else Card(words.ALL_SHOWN)
                shown.append(each)
        return _card(shown) if shown else Card(words.NOTHING_TO_REVIEW)

    def _recent(self, request: ReviewRequest, at: float) -> list[Recognition]:
        recent = self._desk.recognitions.recent(request.channel, AMONG, at - SINCE)
        return [each for each in recent if each.detector != FORM]

    def _situation(self, at: float, day: date) -> Situation:
        labelling = self._desk.labelling
        images = labelling.dataset().images
        examples = Counter(label for image in images for label in image.labels)
        past = frozenset(each.origin for each in labelling.latest(AMONG))
        labelled = tuple(each.likeness for each in images if each.likeness is not None)
        return Situation(examples, at, day, past, labelled)

    def _first(self, request: ReviewRequest, reference: str) -> bool:
        return self._posts.begin(f"review:{request.user}:{reference}").first

    def _takes(self, user: str, day: date) -> bool:
        """Take one of the places that a person has on a day, while there are any."""
        return any(
            self._posts.begin(f"review:{user}:{day}:{place}").first for place in range(PER_DAY)
        )


def _card(chosen: Sequence[Reviewed]) -> Card:
    lines, buttons, pictures = ["*Are these right?* Press *Correct* where they are not."], [], []
    for number, each in enumerate(chosen[:SHOWN], 1):
        recognition = each.recognition
        found = _found(recognition)
        lines.append(f"{number}. {words.shown(name_of(recognition.source))}: {found} ({each.why})")
        buttons.append(Button(f"Correct {number}", Press.CORRECT, recognition.id))
        if isinstance(recognition.source, SharedFile):
            alt = f"Picture {number}: {name_of(recognition.source)}"
            pictures.append(Picture(recognition.source.id, alt))
    return Card("\n".join(lines), tuple(buttons), pictures=tuple(pictures))


def _found(recognition: Recognition) -> str:
    labels = dict.fromkeys(each.label for each in recognition.detections)
    named = [words.shown(each) for each in labels][:LABELS]
    return ", ".join(named) or "nothing"
