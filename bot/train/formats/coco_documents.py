"""Reads a COCO document, also those that other programs wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.core.dataset import Annotation, Split
from bot.train.formats.entries import Entry
from bot.train.formats.parse import items, mapping, number, pixel_box, size_of, text_of

Fields = dict[str, object]


class Document:
    """What stands in a COCO document.

    Attributes:
        flaws: what was left out, a sentence each.
        crowds: how many annotations of crowds (`iscrowd`) were left out.
    """

    def __init__(self) -> None:
        self.flaws: list[str] = []
        self.crowds = 0
        self._names: dict[str, str] = {}
        self._images: dict[str, tuple[str, tuple[int, int] | None]] = {}
        self._annotations: dict[str, list[Annotation]] = {}
        self._spoilt: set[str] = set()

    def take(self, document: Fields) -> None:
        """Read it.

        Raises:
            ValueError: it is not COCO.
        """
        if "images" not in document:
            raise ValueError("it has no `images`, so it is not COCO")
        self._each(document, "categories", self._category)
        self._each(document, "images", self._image)
        self._each(document, "annotations", self._box)
        self._each(document, "image_labels", self._label)

    def entries(self, split: Split) -> Iterator[Entry]:
        """The images; not those of which nothing could be read, since they are no negatives."""
        for key, (reference, size) in self._images.items():
            found = tuple(dict.fromkeys(self._annotations.get(key, ())))
            if found or key not in self._spoilt:
                yield Entry(reference, found, split, size)

    def _each(self, document: Fields, name: str, take: Callable[[Fields], None]) -> None:
        for place, each in enumerate(items(document.get(name, []), f"`{name}`"), start=1):
            try:
                take(mapping(each, "it"))
            except ValueError as error:
                self.flaws.append(f"number {place} of `{name}`: {error}")
                if name in ("annotations", "image_labels") and isinstance(each, dict):
                    self._spoilt.add(str(each.get("image_id")))

    def _category(self, fields: Fields) -> None:
        self._names[str(fields.get("id"))] = text_of(fields.get("name"), "the name")

    def _image(self, fields: Fields) -> None:
        name = text_of(fields.get("file_name") or fields.get("coco_url"), "file_name")
        size = None
        if fields.get("width") and fields.get("height"):
            size = size_of(fields["width"], fields["height"])
        self._images[str(fields.get("id"))] = (name, size)

    def _about(self, fields: Fields) -> tuple[str, str]:
        """The image and the label that an annotation is about."""
        image = str(fields.get("image_id"))
        if image not in self._images:
            raise ValueError(f"there is no image {image}")
        return image, text_of(self._names.get(str(fields.get("category_id"))), "the category")

    def _label(self, fields: Fields) -> None:
        image, label = self._about(fields)
        self._annotations.setdefault(image, []).append(Annotation(label))

    def _box(self, fields: Fields) -> None:
        image, label = self._about(fields)
        if fields.get("iscrowd"):
            self.crowds += 1
            self._spoilt.add(image)
            return
        box = pixel_box(*_edges(fields), self._images[image][1])
        self._annotations.setdefault(image, []).append(Annotation(label, box))


def _edges(fields: Fields) -> tuple[float, float, float, float]:
    """Left, top, right and bottom, from the box, or from an outline where there is none."""
    if fields.get("bbox"):
        values = [number(each, "bbox") for each in items(fields["bbox"], "bbox")]
        if len(values) != 4:
            raise ValueError("bbox has not four numbers")
        left, top, width, height = values
        return left, top, left + width, top + height
    outlines = items(fields.get("segmentation"), "bbox is missing, and segmentation")
    points = [number(each, "segmentation") for line in outlines for each in items(line, "it")]
    if len(points) < 6:
        raise ValueError("bbox is missing, and segmentation has not three points")
    return min(points[::2]), min(points[1::2]), max(points[::2]), max(points[1::2])
