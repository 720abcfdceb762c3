"""What the workers run when somebody says what is in several pictures: look, ask, then learn."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.core import said_words as words
from bot.core.attempts import Journal
from bot.core.desk import FORM, Desk, said_before
from bot.core.errors import RekogError
from bot.core.labelling import Mark
from bot.core.model import Detection, Recognition, SharedFile, Source, Thread, Timings
from bot.core.pictures import image_id
from bot.core.recognition import new_reference
from bot.core.said_words import Seen
from bot.core.teach_requests import AgreedRequest, SaidRequest

log = logging.getLogger(__name__)


class SaidJobs:
    """Asks once before anything is learned; pictures with several faces are asked one by one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def look(self, request: SaidRequest, journal: Journal) -> None:
        """Look at the pictures, and ask."""
        try:
            self._desk.permission.require_teacher(request.user, request.team)
        except RekogError as error:
            self._desk.replies.privately(request, error.sentence)
            return
        seen = [self._seen(request, *each) for each in enumerate(self._sources(request))]
        journal.step("asked", lambda: self._ask(request, seen))

    def agree(self, request: AgreedRequest, journal: Journal) -> None:
        """Learn what was agreed to, and thank; say which pictures could not be had."""
        try:
            self._desk.permission.require_teacher(request.user, request.team)
        except RekogError as error:
            self._desk.replies.privately(request, error.sentence)
            return
        at = journal.step("at", self._desk.clock.wall)
        numbers: list[int] = []
        problems: list[str] = []
        learned = 0
        for place in request.places:
            try:
                said = journal.step(f"learned {place}", partial(self._learn, request, place, at))
            except RekogError as error:
                log.info("%s: %s", request.key, error.sentence)
                problems.append(error.sentence)
            else:
                numbers += said
                learned += bool(said)
        self._thank(request, learned, numbers, problems)

    def _sources(self, request: SaidRequest) -> Sequence[Source]:
        """The pictures themselves, or those of an answer."""
        if request.sources or not request.answer:
            return request.sources
        found: list[Source] = []
        while (kept := self._desk.recognitions.kept(request.answer, len(found))) is not None:
            found.append(kept.source)
        return found

    def _seen(self, request: SaidRequest, place: int, source: Source) -> Seen:
        name = name_of(source)
        try:
            kept = self._desk.recognitions.kept(request.key, place) or self._propose(
                request, place, source
            )
        except RekogError as error:
            return Seen(place, name, problem=error.sentence)
        boxes = sum(each.box is not None for each in kept.detections)
        return Seen(place, name, boxes, kept.id)

    def _propose(self, request: SaidRequest, place: int, source: Source) -> Recognition:
        width, height, found = self._desk.pictures.proposals(source)
        proposed = Recognition(
            id=new_reference(),
            source=source,
            width=width,
            height=height,
            detections=tuple(replace(each, label="") for each in found if each.box is not None),
            detector=FORM,
            model_version="",
            min_confidence=None,
            answered_at=datetime.now(UTC),
            timings=Timings(0.0, 0.0, 0.0, 0.0),
        )
        self._desk.recognitions.keep(request.key, place, proposed)
        return proposed

    def _ask(self, request: SaidRequest, seen: Sequence[Seen]) -> None:
        tell = partial(self._desk.replies.privately, request)
        if bad := [each for each in seen if each.problem]:
            tell(words.unusable(bad))
        # “Nothing here” is about the whole picture, however many faces there are.
        several = [each for each in seen if each.faces > 1 and request.label]
        simple = [each for each in seen if not each.problem and each not in several]
        if simple:
            value = json.dumps(
                {
                    "said": request.key,
                    "places": [each.place for each in simple],
                    "label": request.label,
                    "here": request.here,
                    "thread_ts": request.thread.ts,
                },
                ensure_ascii=False,
            )
            tell(words.question(request.label, request.here, simple, value))
        if several:
            tell(words.one_by_one(request.label if request.here else "", several))

    def _learn(self, request: AgreedRequest, place: int, at: float) -> list[int]:
        """Say what was agreed to of one picture; the numbers of the events."""
        shown = self._desk.recognitions.kept(request.said, place)
        if shown is None:
            return []
        labelling = self._desk.labelling
        kept = self._desk.pictures.ready(shown.source)
        image = image_id(kept)
        if before := said_before(labelling.events(image), request.user, at):
            return list(before)
        marks = _marks(request, shown.detections, kept.width, kept.height)
        labelling.keep(kept, at)
        return list(labelling.say(image, marks, who=request.user, at=at, origin=shown.id))

    def _thank(
        self, request: AgreedRequest, learned: int, numbers: Sequence[int], problems: Sequence[str]
    ) -> None:
        if problems:
            self._desk.replies.privately(request, "\n".join(dict.fromkeys(problems)))
        if not learned:
            return
        card = words.thanks_for(request.user, learned, request.label, request.here, numbers)
        thread = Thread(request.thread.channel, request.thread.ts)
        if not (thread.ts and self._desk.board.post(f"{request.key}:thanks", thread, card)):
            self._desk.replies.privately(request, card)


def _marks(
    request: AgreedRequest, found: Sequence[Detection], width: int, height: int
) -> list[Mark]:
    """The face where there is one; else the whole picture. “Nothing here” is always the whole."""
    boxes = [each.box.to_pixels(width, height) for each in found if each.box is not None]
    if not request.label:
        return [Mark("")]
    return [Mark(request.label, boxes[0] if boxes else None, request.here)]


def name_of(source: Source) -> str:
    """As people know it."""
    return source.name or "a picture" if isinstance(source, SharedFile) else str(source)
