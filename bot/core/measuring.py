"""Measures a detector on test images; `docs/metrics.md` explains the definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.core.curves import average_precision, bins, calibration_error, curve, thinned
from bot.core.dataset import Annotation, LabelledImage
from bot.core.evaluation import NOTHING, Evaluation, Figures, LabelFigures
from bot.core.matching import Answer, Judged, judge_image
from bot.core.mistakes import worst
from bot.core.model import Detection

USUAL_THRESHOLD = 50.0
"""Percent; for a label that has no threshold of its own."""

Judge = Callable[[LabelledImage], Sequence[Detection]]
Thresholds = Mapping[str, float] | float
Found = Mapping[str, Sequence[Detection]]


def evaluate(images: Sequence[LabelledImage], judge: Judge, thresholds: Thresholds) -> Evaluation:
    """Measure a detector on test images.

    Args:
        images: each is judged once.
        judge: all that it finds, also below the thresholds.
        thresholds: assumed ones in percent, by label or for all; a label without one has 50.
    """
    images = sorted(images, key=lambda image: image.id)
    found = {image.id: tuple(judge(image)) for image in images}
    said = {each.label for answers in found.values() for each in answers}
    known = {label for image in images for label in image.labels}
    levels = {name: _threshold(thresholds, name) for name in sorted(said | known)}
    by_box = judged_by_box(images, found)
    judged = [judge_image(image, found[image.id], by_box, levels) for image in images]
    answered = {each.label for one in judged for each in one.answers if each.given}
    labels = tuple(
        _of_label(name, levels[name], judged, images, name in by_box)
        for name in sorted(known | answered)
    )
    return _together(images, judged, labels)


def _together(
    images: Sequence[LabelledImage], judged: Sequence[Judged], labels: tuple[LabelFigures, ...]
) -> Evaluation:
    answers = [each for one in judged for each in one.answers]
    scores = [each.figures.f1 for each in labels if each.figures.f1 is not None]
    calibration = bins(answers)
    overall = sum((each.figures for each in labels), Figures(0, 0, 0))
    return Evaluation(
        image_ids=tuple(image.id for image in images),
        overall=overall,
        macro_f1=sum(scores) / len(scores) if scores else None,
        strangers=_strangers(images, answers),
        labels=labels,
        confusion=_confusion(judged),
        bins=calibration,
        ece=calibration_error(calibration),
        worst=worst(judged),
        curve=thinned(curve(answers, overall.tp + overall.fn)),
    )


def judged_by_box(images: Sequence[LabelledImage], found: Found) -> frozenset[str]:
    """The labels that are judged by boxes; the others are judged by image.

    A label needs boxes in the truth and in the answers. One that was never there needs them in
    the answers alone. One that was never answered needs them in the truth alone, unless the
    detector answered without ever giving a box.
    """
    marks = [each for image in images for each in image.annotations]
    answers = [each for some in found.values() for each in some]
    there, boxed_there = _names(marks), _names(each for each in marks if each.box)
    said, boxed = _names(answers), _names(each for each in answers if each.box)
    never_said = boxed_there - said if boxed or not said else frozenset()
    return (boxed_there & boxed) | (boxed - there) | never_said


def _names(things: Iterable[Annotation | Detection]) -> frozenset[str]:
    return frozenset(each.label for each in things)


def _threshold(thresholds: Thresholds, label: str) -> float:
    if isinstance(thresholds, Mapping):
        return thresholds.get(label, USUAL_THRESHOLD)
    return thresholds


def _of_label(
    name: str,
    threshold: float,
    judged: Sequence[Judged],
    images: Sequence[LabelledImage],
    by_box: bool,
) -> LabelFigures:
    answers = [each for one in judged for each in one.answers if each.label == name]
    there = sum(one.there.get(name, 0) for one in judged)
    boxes = [each for one in judged for each in one.box_answers if each.label == name]
    boxes_there = sum(one.boxes_there.get(name, 0) for one in judged)
    points = curve(answers, there)
    return LabelFigures(
        label=name,
        images=sum(name in image.labels for image in images),
        threshold=threshold,
        judged_by="box" if by_box else "image",
        figures=_figures(answers, there),
        boxes=_figures(boxes if boxes_there else (), boxes_there),
        average_precision=average_precision(points) if there else None,
        curve=thinned(points),
    )


def _figures(answers: Sequence[Answer], there: int) -> Figures:
    given = [each for each in answers if each.given]
    right = sum(each.right for each in given)
    return Figures(right, len(given) - right, there - right)


def _strangers(images: Sequence[LabelledImage], answers: Sequence[Answer]) -> float:
    """Names given in images that do not show them, for each image."""
    labels = {image.id: image.labels for image in images}
    given = {(each.image, each.label) for each in answers if each.given}
    wrong = [name for image, name in given if name not in labels[image]]
    return len(wrong) / len(images) if images else 0.0


def _confusion(judged: Sequence[Judged]) -> dict[tuple[str, str], int]:
    """Each thing that was there, and each answer that was given, is counted once.

    So is an image in which nothing was there, and nothing was answered.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for one in judged:
        given = [each for each in one.answers if each.given]
        counts.update((each.truth or NOTHING, each.label) for each in given)
        left = Counter(one.there)
        left.subtract(Counter(each.truth for each in given if each.truth))
        counts.update({(label, NOTHING): count for label, count in left.items() if count})
        if not one.there and not given:
            counts[NOTHING, NOTHING] += 1
    return dict(sorted(counts.items()))
