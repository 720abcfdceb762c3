"""What the workers run when somebody opens the form: the picture, numbered, with its fields."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.core.attempts import Journal
from bot.core.desk import FORM, Desk
from bot.core.errors import AnswerForgotten, RekogError, SlackAway, Unexpected
from bot.core.form_things import (
    MOST_SHOWN,
    MOST_WHOLE,
    by_need,
    form_boxes,
    known_labels,
    known_whole,
    things,
)
from bot.core.forms import Form
from bot.core.label_names import refusal
from bot.core.labelling import KeptImage
from bot.core.model import Detection, Recognition, Source, Timings
from bot.core.pictures import Looked, image_id
from bot.core.recognition import new_reference
from bot.core.spoken import Spoken
from bot.core.teach_requests import FormRequest

log = logging.getLogger(__name__)


class FormJobs:
    """Fills the modals that listeners opened."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._recognitions = desk.recognitions
        self._labelling = desk.labelling

    def open(self, request: FormRequest, journal: Journal) -> None:
        """Fill the modal that is open. What goes wrong stands in it.

        Raises:
            SlackAway: Slack was out of reach.
        """
        try:
            self._desk.permission.require_teacher(request.user, request.team)
            self._fill(request)
        except SlackAway:
            raise
        except RekogError as error:
            log.info("%s: no form: %s", request.key, error.sentence)
            self._desk.forms.say(request.view, error.sentence)
        except Exception as error:
            reference = new_reference()
            log.error("%s: no form for %s", reference, request.key, exc_info=error)
            self._desk.forms.say(request.view, Unexpected(reference=reference).sentence)

    def _fill(self, request: FormRequest) -> None:
        if len(request.sources) > 1:
            self._desk.forms.choose(request)
            return
        found = self._recognitions.find(request.answer) if request.answer else None
        if request.answer and found is None:
            raise AnswerForgotten
        source = found.source if found is not None else request.sources[0]
        self._desk.forms.show(request.view, self._form(request, source, found))

    def _form(self, request: FormRequest, source: Source, found: Recognition | None) -> Form:
        seen: KeptImage | None = None
        left_out = 0

        def choose(kept: KeptImage, every: Sequence[Detection]) -> Sequence[Detection]:
            nonlocal seen, left_out
            seen, image = kept, image_id(kept)
            spoken = Spoken.of(self._labelling.events(image))
            shown = things(every, self._labelling.labelled(image), spoken)
            boxes = [each for each in shown if each.box is not None]
            left_out = max(len(boxes) - MOST_SHOWN, 0)
            whole = [each for each in shown if each.box is None and not refusal(each.label)]
            return [
                *by_need(boxes)[:MOST_SHOWN],
                *whole[:MOST_WHOLE],
            ]

        looked = self._desk.pictures.look(source, found, choose)
        kept = self._kept(request, source, looked)
        dataset = self._labelling.dataset()
        known = known_labels(dataset, kept.detections)
        named = {each.label for each in kept.detections if each.label}
        origin = found.id if found is not None and found.detector != FORM else kept.id
        return Form(
            reference=kept.id,
            origin=origin,
            channel=request.channel,
            thread_ts=request.thread_ts,
            name=looked.name,
            picture=looked.picture,
            boxes=form_boxes(kept.detections),
            left_out=left_out,
            labels=tuple(each.label for each in kept.detections if each.box is None),
            known=known,
            known_whole=known_whole(dataset, kept.detections),
            suggestion=request.label,
            rest=bool(named) and named <= set(dataset.labels),
            link=self._link(request, seen, origin),
            response_url=request.response_url,
        )

    def _link(self, request: FormRequest, seen: KeptImage | None, origin: str) -> str | None:
        """Where boxes are drawn on the picture, which has to be kept for that."""
        if seen is None:
            return None
        link = self._desk.page_link(request, image_id(seen), origin)
        if link is not None:
            self._labelling.keep(seen, self._desk.clock.wall())
        return link

    def _kept(self, request: FormRequest, source: Source, looked: Looked) -> Recognition:
        """What the form shows, kept so that the answer to it can be read."""
        shown = Recognition(
            id=new_reference(),
            source=source,
            width=looked.width,
            height=looked.height,
            detections=looked.shown,
            detector=FORM,
            model_version="",
            min_confidence=None,
            answered_at=datetime.now(UTC),
            timings=Timings(0.0, 0.0, 0.0, 0.0),
        )
        self._recognitions.keep(request.key, 0, shown)
        return self._recognitions.kept(request.key, 0) or shown
