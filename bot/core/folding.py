"""What the changes of a dataset add up to: events become annotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.dataset import Annotation, Dataset, LabelledImage
from bot.core.labelling import LabelEvent, Mark
from bot.core.model import PixelBox
from bot.core.splits import ImageFacts

SAME_PLACE = 0.9
"""Boxes that share at least this part of what they cover together are the same place: people who
draw a box again never hit the same pixels, and two things hardly ever lie so."""


def standing(events: Iterable[LabelEvent]) -> tuple[LabelEvent, ...]:
    """The events that say something and are not undone, in order."""
    events = tuple(events)
    gone = undone(events)
    said = (each for each in events if each.mark is not None and each.number not in gone)
    return tuple(sorted(said, key=lambda event: event.number))


def undone(events: Iterable[LabelEvent]) -> frozenset[int]:
    """The numbers of the events that are undone, by an event that is not undone itself."""
    gone: set[int] = set()
    for event in sorted(events, key=lambda event: -event.number):
        if event.undoes is not None and event.number not in gone:
            gone.add(event.undoes)
    return frozenset(gone)


def annotations_of(events: Iterable[LabelEvent]) -> tuple[Annotation, ...]:
    """What the events of one image add up to."""
    marks = (event.mark for event in standing(events))
    return with_marks((), (mark for mark in marks if mark is not None))


def labelled_image(facts: ImageFacts, events: Iterable[LabelEvent]) -> LabelledImage:
    """An image as it stands after some events."""
    return LabelledImage(
        facts.id,
        facts.name,
        facts.width,
        facts.height,
        annotations_of(events),
        facts.split,
        facts.group,
        facts.likeness,
    )


def dataset_of(images: Iterable[ImageFacts], events: Iterable[LabelEvent]) -> Dataset:
    """The images that something stands about, in the order given."""
    told, version = by_image(events), 0
    kept: list[LabelledImage] = []
    for facts in images:
        said = told.get(facts.id, ())
        version = max([version, *(event.number for event in said)])
        if standing(said):
            kept.append(labelled_image(facts, said))
    return Dataset(version, tuple(kept))


def by_image(events: Iterable[LabelEvent]) -> Mapping[str, Sequence[LabelEvent]]:
    """The events of each image."""
    told: dict[str, list[LabelEvent]] = defaultdict(list)
    for event in events:
        told[event.image].append(event)
    return told


def spelled(mark: Mark, labels: Iterable[str]) -> Mark:
    """The mark with its label as it stands among the labels, where only letter case differs."""
    same = [each for each in labels if each.casefold() == mark.label.casefold()]
    if not same or mark.label in same:
        return mark
    return replace(mark, label=min(same))


def with_marks(
    annotations: tuple[Annotation, ...], marks: Iterable[Mark]
) -> tuple[Annotation, ...]:
    """What is in an image after somebody has said something about it."""
    for mark in marks:
        kept = tuple(each for each in annotations if not _replaces(mark, each))
        here = mark.here and bool(mark.label)
        annotations = (*kept, Annotation(mark.label, mark.box)) if here else kept
    return annotations


def overlap(one: PixelBox, other: PixelBox) -> float:
    """The part of what two boxes cover together that both cover, 0 to 1."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    both = max(width, 0) * max(height, 0)
    together = _area(one) + _area(other) - both
    return both / together if together else float(one == other)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What goes from an image with a label: events by their numbers, and maybe the image."""

    events: frozenset[int]
    image: bool


def forgetting(events: Sequence[LabelEvent], label: str) -> Forgetting:
    """What goes with a label, so that everything else stands as it did.

    What the label had replaced goes too: a box that was corrected from Cat to Dog does not become
    a Cat again when Dog is forgotten. The image goes when nothing else is in it.
    """
    gone = _said_of(events, label)
    for event in sorted(events, key=lambda event: event.number):
        if event.undoes in gone:
            gone.add(event.number)
    rest = [each for each in events if each.number not in gone]
    showed = any(each.label == label for each in annotations_of(events))
    bare = not annotations_of(rest) and (showed or not standing(rest))
    return Forgetting(frozenset(gone), bool(gone) and bare)


def _said_of(events: Sequence[LabelEvent], label: str) -> set[int]:
    gone = {each.number for each in events if each.mark is not None and each.mark.label == label}
    places: list[tuple[Annotation, frozenset[int]]] = []
    for event in standing(events):
        assert event.mark is not None, "only such events stand"
        replaced = [each for each in places if _replaces(event.mark, each[0])]
        places = [each for each in places if each not in replaced]
        history = frozenset({event.number}).union(*(numbers for _, numbers in replaced))
        if event.mark.label == label:
            gone |= history
        places.append((Annotation(event.mark.label, event.mark.box), history))
    return gone


def _replaces(mark: Mark, annotation: Annotation) -> bool:
    """Whether an annotation is what a mark speaks of."""
    if mark.box is not None:
        return annotation.box is not None and overlap(mark.box, annotation.box) >= SAME_PLACE
    if not mark.label:
        return mark.here  # nothing is in the image
    return annotation.box is None and annotation.label == mark.label


def _area(box: PixelBox) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
