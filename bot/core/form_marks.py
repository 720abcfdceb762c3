"""From a form that was filled in to marks: what the person changed, and what they confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.label_names import refusal
from bot.core.labelling import Mark
from bot.core.model import Detection
from bot.core.spoken import Spoken
from bot.core.teach_requests import BoxChoice, MarksRequest, Verdict

NumberedMark = tuple[int | None, Mark]
"""A mark, and the number of its box in the form."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in, and what it is about.

    Attributes:
        request: what was chosen.
        shown: what the form showed, boxes first.
        width: of the kept image, in pixels.
        height: likewise.
        spoken: what people have said about the image by now, others too.
    """

    request: MarksRequest
    shown: Sequence[Detection]
    width: int
    height: int
    spoken: Spoken

    def marks(self) -> tuple[NumberedMark, ...]:
        """What is to be said.

        What the person left as it was is said only where they ticked that it is right, and where
        nobody has said anything meanwhile: so two people who correct at once both stay.
        """
        if self.request.nothing:
            return ((None, Mark("")),)
        return (*self._boxes(), *self._labels())

    def _boxes(self) -> Iterator[NumberedMark]:
        boxes = [each for each in self.shown if each.box is not None]
        for choice in self.request.boxes:
            if not 0 < choice.number <= len(boxes):
                continue
            mark = self._box(choice, boxes[choice.number - 1])
            if mark is not None:
                yield choice.number, mark

    def _box(self, choice: BoxChoice, shown: Detection) -> Mark | None:
        assert shown.box is not None, "only boxes are numbered"
        box = shown.box.to_pixels(self.width, self.height)
        if choice.verdict is Verdict.LABEL and choice.label != shown.label:
            return Mark(choice.label, box)
        if choice.verdict in (Verdict.NO_OBJECT, Verdict.WRONG_BOX):
            return Mark(shown.label, box, here=False)
        right = self.request.rest and shown.label and not refusal(shown.label)
        return Mark(shown.label, box) if right and self.spoken.about(box) is None else None

    def _labels(self) -> Iterator[NumberedMark]:
        before = [each.label for each in self.shown if each.box is None]
        after = self.request.labels
        yield from ((None, Mark(each)) for each in after if each not in before)
        yield from ((None, Mark(each, here=False)) for each in before if each not in after)
        if self.request.rest:
            stay = (each for each in before if each in after)
            yield from (
                (None, Mark(each)) for each in stay if self.spoken.about_label(each) is None
            )
