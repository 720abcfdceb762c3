"""Answers and truth of one image, brought together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.dataset import LabelledImage
from bot.core.folding import overlap
from bot.core.model import Detection, PixelBox

MATCH = 0.5
"""Least intersection over union of two boxes that are the same thing; as Rekognition and the
PASCAL VOC challenge have it. http://host.robots.ox.ac.uk/pascal/VOC/pubs/everingham10.pdf"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        image: id.
        label: what was answered.
        confidence: percent.
        right: whether it is there.
        given: whether it reaches the label's threshold, so that people read it.
        truth: what is there, where that is known; empty for nothing.
        box: where it is, in pixels of the image; `None` when it is about the whole image.
    """

    image: str
    label: str
    confidence: float
    right: bool
    given: bool
    truth: str = ""
    box: PixelBox | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One image.

    Attributes:
        image: id.
        answers: by the way that each label is judged, the most confident first.
        there: how often each label was there, by that way.
        box_answers: those with a box, by boxes alone.
        boxes_there: how many boxes each label has.
    """

    image: str
    answers: tuple[Answer, ...]
    there: Mapping[str, int]
    box_answers: tuple[Answer, ...]
    boxes_there: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Truth:
    label: str
    box: PixelBox


def judge_image(
    image: LabelledImage,
    found: Sequence[Detection],
    by_box: frozenset[str],
    levels: Mapping[str, float],
) -> Judged:
    """Judge all answers for an image, also those below their threshold.

    Args:
        image: with what is there.
        found: what was answered.
        by_box: labels that are judged by boxes, except in an image that has the label as a
            whole. The others are judged by image, where a label's most confident answer counts.
        levels: the threshold of each label that is answered, in percent.
    """
    found = sorted(found, key=_rank)
    truths = [_Truth(each.label, each.box) for each in image.annotations if each.box is not None]
    whole = {each.label for each in image.annotations if each.box is None}
    boxed_here = by_box - whole
    boxed = [each for each in found if each.label in boxed_here]
    rest = [each for each in found if each.label not in boxed_here]
    boxes = Counter(truth.label for truth in truths)
    there = {name: boxes[name] if name in boxed_here else 1 for name in sorted(image.labels)}
    own = [truth for truth in truths if truth.label in boxed_here]
    answers = (*_by_box(image, boxed, own, levels), *_by_image(image, rest, boxed_here, levels))
    ordered = tuple(sorted(answers, key=lambda each: (-each.confidence, each.label)))
    placed = [each for each in found if each.box is not None]
    return Judged(image.id, ordered, there, _by_box(image, placed, truths, levels), boxes)


def _by_box(
    image: LabelledImage,
    found: Sequence[Detection],
    truths: Sequence[_Truth],
    levels: Mapping[str, float],
) -> tuple[Answer, ...]:
    """The most confident answer takes the truth of its label that it overlaps most; once."""
    places = [_pixels(each, image) for each in found]
    given = [each.confidence >= levels[each.label] for each in found]
    free = list(truths)
    taken: list[_Truth | None] = []
    for each, box in zip(found, places, strict=True):
        truth = _nearest(box, [truth for truth in free if truth.label == each.label])
        taken.append(truth)
        if truth is not None:
            free = [other for other in free if other is not truth]
    free += [truth for truth, is_given in zip(taken, given, strict=True) if truth and not is_given]
    answers = []
    for each, box, truth, is_given in zip(found, places, taken, given, strict=True):
        right, instead = truth is not None, truth
        if is_given and not right:
            instead = _nearest(box, [other for other in free if other.label != each.label])
            free = [other for other in free if other is not instead]
        name = instead.label if instead else ""
        answers.append(Answer(image.id, each.label, each.confidence, right, is_given, name, box))
    return tuple(answers)


def _nearest(box: PixelBox | None, truths: Sequence[_Truth]) -> _Truth | None:
    if box is None or not truths:
        return None
    best = max(truths, key=lambda truth: overlap(box, truth.box))
    return best if overlap(box, best.box) >= MATCH else None


def _by_image(
    image: LabelledImage,
    found: Sequence[Detection],
    elsewhere: frozenset[str],
    levels: Mapping[str, float],
) -> Iterator[Answer]:
    """Where one label was missed, the most confident wrong answer was given instead of it.

    Where several were missed nobody can say which was taken for what, so they stay apart.
    """
    surest: dict[str, float] = {}
    for each in found:
        surest.setdefault(each.label, each.confidence)
    given = {name for name, confidence in surest.items() if confidence >= levels[name]}
    missed = sorted(image.labels - elsewhere - given)
    for label, confidence in surest.items():
        right = label in image.labels
        truth = label if right else ""
        if not right and label in given and len(missed) == 1:
            truth = missed.pop()
        yield Answer(image.id, label, confidence, right, label in given, truth)


def _rank(found: Detection) -> tuple[float, str, float, float]:
    """The most confident first; equals in an order that does not depend on the detector's."""
    box = found.box
    return -found.confidence, found.label, box.left if box else -1.0, box.top if box else -1.0


def _pixels(found: Detection, image: LabelledImage) -> PixelBox | None:
    return found.box.to_pixels(image.width, image.height) if found.box else None


def _area(box: PixelBox) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
