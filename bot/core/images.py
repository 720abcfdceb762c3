"""The images of one request in one run: what was found in them is kept, what was drawn is not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.core.errors import NotDrawn
from bot.core.missed import Missed
from bot.core.model import Answered, Detection, Outcome, Recognition, SharedFile
from bot.core.recognition import Recogniser, new_reference, unanswered
from bot.core.records import Recognitions
from bot.core.requests import RecognitionRequest

KEPT = {"kept": True}
NAMED_LABELS = 5


class Images:
    """Looks at each image of a request once, also over several runs.

    Annotated images are too big to be kept: they stay in memory until they are posted, and a run
    that has lost them draws them again.

    Args:
        request: whose images these are.
        recogniser: takes one image its way.
        recognitions: what was found, kept by the request's key and the image's place.
    """

    def __init__(
        self, request: RecognitionRequest, recogniser: Recogniser, recognitions: Recognitions
    ) -> None:
        self._request = request
        self._recogniser = recogniser
        self._recognitions = recognitions
        self._drawn: dict[int, Answered] = {}

    def need_the_model(self) -> bool:
        """Whether one of them is known to be an image that nothing was found in yet."""
        return any(
            self._kept(place) is None
            for place, source in enumerate(self._request.sources)
            if not isinstance(source, SharedFile) or source.known_image
        )

    def look(self, place: int) -> dict[str, Any]:
        """Look at an image, unless that was done before; what the journal is to know of it."""
        if self._kept(place) is not None:
            return KEPT
        request, source = self._request, self._request.sources[place]
        keep = partial(self._recognitions.keep, request.key, place)
        reference = new_reference()
        try:
            self._drawn[place] = self._recogniser.look(
                source, request.min_confidence, reference, keep
            )
        except Exception as error:
            return Missed.by(unanswered(source, error, reference), error).to_json()
        return KEPT

    def outcomes(self, missed: Mapping[int, Missed]) -> list[Outcome]:
        """What is to be posted, in the order of the request; files that nobody meant are not."""
        outcomes: list[Outcome] = []
        for place in range(len(self._request.sources)):
            if place not in missed:
                outcomes.append(self._drawn.get(place) or self._again(place))
            elif not missed[place].outcome.left_alone:
                outcomes.append(missed[place].outcome)
        return outcomes

    def _kept(self, place: int) -> Recognition | None:
        return self._recognitions.kept(self._request.key, place)

    def _again(self, place: int) -> Outcome:
        source, recognition = self._request.sources[place], self._kept(place)
        if recognition is None:
            return unanswered(source, LookupError("what was kept is gone"), new_reference())
        try:
            return self._recogniser.redraw(recognition)
        except Exception as error:
            gone = NotDrawn(name=source, labels=_labels(recognition.detections))
            gone.__cause__ = error
            return unanswered(source, gone, recognition.id)


def _labels(detections: tuple[Detection, ...]) -> str:
    """The surest labels, each once: `Cat (97 %), Dog (88 %)`."""
    best: dict[str, float] = {}
    for each in detections:
        best[each.label] = max(each.confidence, best.get(each.label, 0.0))
    surest = sorted(best.items(), key=lambda item: -item[1])[:NAMED_LABELS]
    return ", ".join(f"{label} ({confidence:.0f} %)" for label, confidence in surest) or "nothing"
