"""Reads one line of a Ground Truth manifest, also of those that other jobs wrote."""

from __future__ import annotations

from bot.core.dataset import Annotation, Split
from bot.train.formats.entries import Entry
from bot.train.formats.parse import items, json_of, mapping, number, pixel_box, size_of, text_of

METADATA = "-metadata"
DETECTION = "groundtruth/object-detection"
CLASSIFICATION = "groundtruth/image-classification"
SEVERAL = "groundtruth/image-classification-multilabel"


def entry_of(data: bytes, split: Split) -> tuple[Entry, tuple[str, ...]]:
    """The image of a line, and what of the line was left out.

    All attributes of a line count, since each labelling job adds one. What two of them say alike
    is taken once.

    Raises:
        ValueError: nothing of the line can be used.
    """
    fields = mapping(json_of(data), "the line")
    reference = text_of(fields.get("source-ref"), "source-ref")
    line = _Line()
    for key in fields:
        if key.endswith(METADATA) and key.removesuffix(METADATA) in fields:
            line.take(fields[key.removesuffix(METADATA)], fields[key])
    if not line.attributes:
        raise ValueError("; ".join(line.flaws) or "no label attribute with its -metadata is in it")
    found = tuple(dict.fromkeys(line.annotations))
    if line.flaws and not found:
        # Without what could not be read it would pass for a negative.
        raise ValueError("; ".join(line.flaws))
    return Entry(reference, found, split, line.size), tuple(line.flaws)


class _Line:
    """What the attributes of a line add up to."""

    def __init__(self) -> None:
        self.annotations: list[Annotation] = []
        self.flaws: list[str] = []
        self.size: tuple[int, int] | None = None
        self.attributes = 0

    def take(self, value: object, metadata: object) -> None:
        """One attribute; what is wrong in it is kept as a flaw."""
        try:
            about = mapping(metadata, "the metadata")
            kind = about.get("type")
            if kind == DETECTION:
                self._boxes(mapping(value, "the boxes' attribute"), about)
            elif kind == CLASSIFICATION:
                self._labels([text_of(about.get("class-name"), "class-name")])
            elif kind == SEVERAL:
                names = mapping(about.get("class-map"), "class-map")
                numbers = items(value, "the labels' attribute")
                self._labels([text_of(names.get(str(each)), "class-map") for each in numbers])
        except ValueError as error:
            self.flaws.append(str(error))

    def _labels(self, labels: list[str]) -> None:
        self.attributes += 1
        self.annotations += [Annotation(label) for label in labels]

    def _boxes(self, value: dict[str, object], about: dict[str, object]) -> None:
        sizes = items(value.get("image_size"), "image_size")
        first = mapping(sizes[0] if sizes else None, "image_size")
        self.size = size_of(first.get("width"), first.get("height"))
        names = mapping(about.get("class-map"), "class-map")
        boxes = items(value.get("annotations"), "annotations")
        self.attributes += 1
        for box in boxes:
            try:
                self.annotations.append(_annotation(mapping(box, "a box"), names, self.size))
            except ValueError as error:
                self.flaws.append(str(error))


def _annotation(
    box: dict[str, object], names: dict[str, object], size: tuple[int, int]
) -> Annotation:
    label = text_of(names.get(str(box.get("class_id"))), "a box's class_id in class-map")
    left, top = number(box.get("left"), "left"), number(box.get("top"), "top")
    right = left + number(box.get("width"), "width")
    bottom = top + number(box.get("height"), "height")
    return Annotation(label, pixel_box(left, top, right, bottom, size))
