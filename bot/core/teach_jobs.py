"""What the workers run when somebody has filled in the form, or takes that back."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.core import teach_words as words
from bot.core.attempts import Journal
from bot.core.desk import Desk, boxes_then, said_before
from bot.core.errors import AnswerForgotten, ImageForgotten, RekogError, TooManyBoxes
from bot.core.folding import with_marks
from bot.core.form_marks import Filled, NumberedMark
from bot.core.model import Recognition, Thread
from bot.core.pictures import image_id
from bot.core.remarks import MOST_BOXES, check_boxes
from bot.core.retries import kind_of
from bot.core.spoken import Spoken
from bot.core.teach_requests import DrawnRequest, MarksRequest, UndoRequest

log = logging.getLogger(__name__)

LATEST = 500
"""Events that are looked through for what a run of the same job has said already."""


class TeachJobs:
    """Says what people filled in, and takes it back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._recognitions = desk.recognitions
        self._labelling = desk.labelling

    def say(self, request: MarksRequest, journal: Journal) -> None:
        """Say what was filled in, once, and thank.

        Raises:
            RekogError: a leaf says what may pass.
        """
        try:
            self._desk.permission.require_teacher(request.user, request.team)
            shown = self._recognitions.find(request.form)
            if shown is None:
                raise AnswerForgotten
            at = journal.step("at", self._desk.clock.wall)
            said = self._say(request, shown, at)
        except RekogError as error:
            if kind_of(error) is not None:
                raise  # it passes, and what was filled in would be lost
            log.info("%s: nothing learned: %s", request.key, error.sentence)
            self._desk.replies.privately(request, error.sentence)
            return
        if isinstance(said, str):
            self._desk.replies.privately(request, said)
            return
        self._thank(request, *said)

    def drawn(self, request: DrawnRequest, journal: Journal) -> None:
        """Say what was drawn on the page, once, and thank.

        Raises:
            RekogError: a leaf says what may pass.
        """
        try:
            self._desk.permission.require_teacher(request.user, request.team)
            numbers = self._say_drawn(request)
        except RekogError as error:
            if kind_of(error) is not None:
                raise  # it passes, and what was drawn would be lost
            log.info("%s: nothing learned: %s", request.key, error.sentence)
            self._desk.replies.privately(request, error.sentence)
            return
        self._thank(request, [(None, mark) for mark in request.marks], numbers)

    def undo(self, request: UndoRequest, journal: Journal) -> None:
        """Take back exactly what the button names, once."""
        try:
            self._desk.permission.require_teacher(request.user, request.team)
        except RekogError as error:
            self._desk.replies.privately(request, error.sentence)
            return
        at = journal.step("at", self._desk.clock.wall)
        if not journal.step("undone", lambda: self._undone(request, at)):
            self._desk.replies.privately(request, words.UNDONE_BEFORE)
            return
        card = words.taken_back(request.user)
        message = Thread(request.channel, request.message_ts)
        if not (request.message_ts and self._desk.board.edit(message, card)):
            self._desk.replies.privately(request, card)

    def _thank(
        self,
        request: MarksRequest | DrawnRequest,
        marks: Sequence[NumberedMark],
        numbers: Sequence[int],
    ) -> None:
        """In the thread, where there is one, with a way to undo it."""
        card = words.thanks(request.user, marks, numbers)
        thread = Thread(request.channel, request.thread_ts)
        if not (request.thread_ts and self._desk.board.post(f"{request.key}:thanks", thread, card)):
            self._desk.replies.privately(request, card)

    def _undone(self, request: UndoRequest, at: float) -> bool:
        """Whether something was taken back, now or by a run of this job that was cut off."""
        if self._labelling.undo(request.numbers, who=request.user, at=at):
            return True
        mine = (each for each in self._labelling.latest(LATEST) if each.undoes in request.numbers)
        return any((each.who, each.at) == (request.user, at) for each in mine)

    def _say_drawn(self, request: DrawnRequest) -> Sequence[int]:
        image = self._labelling.labelled(request.image)
        if image is None:
            raise ImageForgotten
        before = said_before(self._labelling.events(image.id), request.user, request.at)
        if before:  # this job was cut off after it had said them
            return before
        check_boxes(with_marks(image.annotations, request.marks))
        try:
            return self._labelling.say(
                image.id, request.marks, who=request.user, at=request.at, origin=request.origin
            )
        except KeyError as error:
            raise ImageForgotten from error

    def _say(
        self, request: MarksRequest, shown: Recognition, at: float
    ) -> tuple[Sequence[NumberedMark], Sequence[int]] | str:
        kept = self._desk.pictures.ready(shown.source)
        image = image_id(kept)
        events = self._labelling.events(image)
        before = said_before(events, request.user, at)
        others = Spoken.of(each for each in events if each.number not in before)
        filled = Filled(request, shown.detections, kept.width, kept.height, others)
        marks = filled.marks()
        if not marks:
            return words.NO_CHANGE
        if (count := boxes_then(others, [mark for _, mark in marks])) > MOST_BOXES:
            return TooManyBoxes(count=count, limit=MOST_BOXES).sentence
        if before:  # this job was cut off after it had said them
            return marks, before
        self._labelling.keep(kept, at)
        return marks, self._labelling.say(
            image, [mark for _, mark in marks], who=request.user, at=at, origin=request.origin
        )
