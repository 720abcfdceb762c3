"""From labelled images to what can be learned of them: whose face is whose, and what is a face."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.core.dataset import Annotation, LabelledImage
from bot.core.folding import overlap
from bot.core.model import PixelBox
from bot.detect.local.embedder import Embeddings
from bot.detect.local.people import Rows

ON_A_FACE = 0.3
"""Least overlap of a drawn box with a found face that is meant by it."""
SAME = 0.6
"""Farther apart than this are no two faces of one person: dlib's own limit.
http://dlib.net/face_recognition.py.html"""
CLEARLY = 1.25
"""So many times as wide as the next is a face that a portrait is of."""
MOSTLY = 0.6
"""Of a label's images, the share that must agree on a face for the label to be a person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the networks see in a training image.

    Attributes:
        image: as labelled.
        boxes: of the faces, in pixels of the image.
        faces: their embeddings, a row each.
        features: of the whole image.
    """

    image: LabelledImage
    boxes: tuple[PixelBox, ...]
    faces: Embeddings
    features: Rows


@dataclass(slots=True)
class Lesson:
    """What is learned.

    Attributes:
        people: labels that are persons.
        whole: labels of the whole image.
        objects: those of them that were drawn with boxes, which this detector does not find.
        rows: embeddings of persons' faces.
        owners: for each row, the place of its person in `people`.
        images: for each row, the image it is in.
        strangers: embeddings of nobody's faces.
        faceless: images of a person in which no face is to be found.
    """

    people: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    strangers: list[Rows] = field(default_factory=list)
    faceless: int = 0


def lesson(seen: Sequence[Seen]) -> Lesson:
    """Sort labels into persons and the rest, and faces by their persons."""
    made = Lesson()
    taken: set[tuple[str, int]] = set()
    for label in sorted({label for each in seen for label in each.image.labels}):
        having = [each for each in seen if label in each.image.labels]
        boxed = any(a.box is not None for each in having for a in _of(each, label))
        chosen = dict(_by_boxes(having, label) if boxed else _by_agreement(having))
        if _is_person(having, label, chosen, boxed=boxed):
            _add_person(made, label, having, chosen)
            taken |= {
                (each.image.id, place)
                for each, places in _placed(having, chosen)
                for place in places
            }
        else:
            made.whole.append(label)
            made.objects += [label] if boxed else []
    for each in seen:
        made.strangers += [
            each.faces[place]
            for place in range(len(each.faces))
            if (each.image.id, place) not in taken
        ]
    return made


def _of(seen: Seen, label: str) -> Iterator[Annotation]:
    return (each for each in seen.image.annotations if each.label == label)


def _by_boxes(having: Iterable[Seen], label: str) -> Iterator[tuple[str, list[int]]]:
    """The faces that are meant by boxes, by image."""
    for each in having:
        found = []
        for annotation in _of(each, label):
            if annotation.box is None:
                continue
            overlaps = [overlap(annotation.box, box) for box in each.boxes]
            if overlaps and max(overlaps) >= ON_A_FACE:
                found.append(overlaps.index(max(overlaps)))
        yield each.image.id, found


def _by_agreement(having: Sequence[Seen]) -> Iterator[tuple[str, list[int]]]:
    """In each image the face that is most like one in the others."""
    pool = [(each.image.id, face) for each in having for face in each.faces]
    with_faces = [each for each in having if len(each.faces)]
    if len(with_faces) == 1:
        (only,) = with_faces
        yield only.image.id, _main_face(only)
        return
    if not pool:
        return

    def away(face: Rows, key: str) -> float:
        nearest = [
            np.linalg.norm(each.faces - face, axis=1).min()
            for each in with_faces
            if each.image.id != key
        ]
        return float(np.mean(nearest))

    _, middle = min(pool, key=lambda one: away(one[1], one[0]))
    for each in with_faces:
        distances = np.linalg.norm(each.faces - middle, axis=1)
        place = int(distances.argmin())
        yield each.image.id, [place] if distances[place] < SAME else []


def _main_face(seen: Seen) -> list[int]:
    """The face that an image is of: the only one, or one that is clearly the widest."""
    widths = [box.right - box.left for box in seen.boxes]
    order = sorted(range(len(widths)), key=lambda place: -widths[place])
    clear = len(order) == 1 or widths[order[0]] >= CLEARLY * widths[order[1]]
    return order[:1] if clear else []


def _is_person(
    having: Sequence[Seen], label: str, chosen: dict[str, list[int]], *, boxed: bool
) -> bool:
    if boxed:
        boxes = sum(a.box is not None for each in having for a in _of(each, label))
        return 2 * sum(len(places) for places in chosen.values()) >= boxes
    agreeing = sum(bool(places) for places in chosen.values())
    return bool(agreeing) and agreeing >= MOSTLY * len(having)


def _add_person(
    made: Lesson, label: str, having: Sequence[Seen], chosen: dict[str, list[int]]
) -> None:
    made.people.append(label)
    for each, places in _placed(having, chosen):
        made.faceless += not places
        for place in places:
            made.rows.append(each.faces[place])
            made.owners.append(len(made.people) - 1)
            made.images.append(each.image.id)


def _placed(
    having: Sequence[Seen], chosen: dict[str, list[int]]
) -> Iterator[tuple[Seen, list[int]]]:
    return ((each, chosen.get(each.image.id, [])) for each in having)


Look = Callable[[LabelledImage], Seen | None]
"""Looks at a training image; `None` when it is gone or cannot be read."""
