"""AWS's rules for the labels of a training (`rules` names the sources)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sized

from bot.core.dataset import Dataset, LabelledImage
from bot.train.rules_images import Problem, some

MAX_LABELS = 250  # [limits]
MIN_LABELS = {True: 1, False: 2}  # with boxes (detection), without (classification) [limits]
MIN_OVERLAP = 0.5  # common labels / training labels [validation]
MAX_TESTS_OF_A_LABEL = 1000  # [limits]
MAX_LABEL = 255  # characters, at least one, no line breaks; `DatasetLabel` [model]


def with_boxes(dataset: Dataset) -> bool:
    """Whether a training would learn boxes; otherwise it learns labels of whole images.

    AWS makes one of the two kinds of model, and leaves out lines of the other kind [content].
    """
    return any(each.box for image in dataset.training for each in image.annotations)


def usable(images: Iterable[LabelledImage], boxes: bool) -> frozenset[str]:
    """The labels that a model with boxes, or one without, learns or is tested on."""
    return frozenset(
        each.label
        for image in images
        for each in image.annotations
        if (each.box is not None) == boxes
    )


def label_problems(dataset: Dataset) -> Iterator[Problem]:
    """How many labels there are, how they are spread, and what they are called."""
    yield from _names(dataset)
    if not dataset.training or not dataset.testing:
        return  # which is said elsewhere
    boxes = with_boxes(dataset)
    training, testing = usable(dataset.training, boxes), usable(dataset.testing, boxes)
    yield from _counted("training", training, MIN_LABELS[boxes])
    yield from _counted("test", testing, MIN_LABELS[boxes])
    if len(training & testing) < MIN_OVERLAP * len(training):
        missing = some(sorted(training - testing))
        said = f"Fewer than half of the labels are in the test images; these are not: {missing}."
        yield Problem("overlap", f"{said} Label more images of them.")
    tests = Counter(label for image in dataset.testing for label in image.labels)
    many = sorted(label for label, count in tests.items() if count > MAX_TESTS_OF_A_LABEL)
    if many:
        said = f"AWS takes {MAX_TESTS_OF_A_LABEL} test images of a label, and there are more of"
        yield Problem("tests", f"{said} {some(many)}. Delete some.")


def _counted(kind: str, labels: Sized, least: int) -> Iterator[Problem]:
    if len(labels) > MAX_LABELS:
        said = f"The {kind} images have {len(labels)} labels; AWS takes {MAX_LABELS}."
        yield Problem("many labels", f"{said} Delete or join some.")
    if len(labels) < least:
        wanted = f"{least} label{'' if least == 1 else 's'}"
        yield Problem("few labels", f"The {kind} images need at least {wanted}. Label more images.")


def _names(dataset: Dataset) -> Iterator[Problem]:
    used = (*dataset.training, *dataset.testing)
    labels = sorted({label for image in used for label in image.labels})
    wrong = [
        each for each in labels if not 1 <= len(each) <= MAX_LABEL or len(each.split("\n")) > 1
    ]
    if wrong:
        said = f"AWS takes labels of 1 to {MAX_LABEL} characters on one line. Rename these:"
        yield Problem("label", f"{said} {some([each[:40] for each in wrong])}.")
    both = sorted(usable(used, boxes=True) & usable(used, boxes=False))
    if both:
        # “Classification and detection for the same class” [validation].
        said = f"Some images have boxes for {some(both)}, others only the label."
        yield Problem("mixed", f"{said} Draw the boxes that are missing, or delete the others.")
