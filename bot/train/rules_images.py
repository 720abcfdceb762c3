"""AWS's rules for each image of a training (`rules` names the sources)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.dataset import LabelledImage
from bot.core.model import PixelBox

MIN_SIDE, MAX_SIDE = 64, 4096  # pixels [limits]
MAX_ASPECT = 20  # [limits]
MAX_WEIGHT = 15_000_000  # bytes; 15 MB, whichever megabytes they mean [limits]
MAX_BOXES = 50  # [limits]
MAX_LABELS = 50  # of one image [limits]
TRAINED_SIDE = 1280  # pixels; larger images are scaled down to it before they are learned [lines]
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"  # PNG and JPEG only [limits]

Weigh = Callable[[LabelledImage], tuple[int, bytes]]
"""How many bytes an image has, and the first eight of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way of a training.

    Attributes:
        rule: a word for it.
        sentence: for people; it says what to do.
        images: the ids of the images that it is about. Without those the rest may be fine.
    """

    rule: str
    sentence: str
    images: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.sentence


def ids(images: Sequence[LabelledImage]) -> tuple[str, ...]:
    """Their ids."""
    return tuple(image.id for image in images)


def some(names: Sequence[str]) -> str:
    """Up to three names, and how many there are besides."""
    shown = ", ".join(f"“{name}”" for name in names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


Rule = tuple[str, str, Callable[[LabelledImage], bool]]

RULES: tuple[Rule, ...] = (
    (
        "small",
        f"too small for AWS, which wants {MIN_SIDE} pixels a side: {{}}. Delete them.",
        lambda image: min(image.width, image.height) < MIN_SIDE,
    ),
    (
        "large",
        f"too large for AWS, which takes {MAX_SIDE} pixels a side: {{}}. Scale them down.",
        lambda image: max(image.width, image.height) > MAX_SIDE,
    ),
    (
        "narrow",
        f"too narrow for AWS, which takes up to {MAX_ASPECT}:1: {{}}. Crop them.",
        lambda image: max(image.width, image.height) > MAX_ASPECT * min(image.width, image.height),
    ),
    (
        "boxes",
        f"over the {MAX_BOXES} boxes that AWS takes in an image: {{}}. Take boxes away.",
        lambda image: len(_boxes(image)) > MAX_BOXES,
    ),
    (
        "labels of an image",
        f"over the {MAX_LABELS} labels that AWS takes for an image: {{}}. Take labels away.",
        lambda image: len(image.labels) > MAX_LABELS,
    ),
    (
        "outside",
        "wrong, since a box reaches beyond the image: {}. Draw it again.",
        lambda image: any(_outside(box, image) for box in _boxes(image)),
    ),
    (
        "thin",
        "wrong, since a box is a pixel wide or high at most when AWS learns it (it scales images "
        f"down to {TRAINED_SIDE} pixels): {{}}. Draw it larger, or take it away.",
        lambda image: any(_thin(box, image) for box in _boxes(image)),
    ),
)


def image_problems(images: Sequence[LabelledImage], weigh: Weigh | None) -> Iterator[Problem]:
    """One problem for each rule, about all images that break it."""
    for name, told, breaks in (*RULES, *(_of_bytes(images, weigh) if weigh else ())):
        wrong = [image for image in images if breaks(image)]
        if wrong:
            names = some([image.name for image in wrong])
            are = "One image is" if len(wrong) == 1 else f"{len(wrong)} images are"
            yield Problem(name, f"{are} {told.format(names)}", ids(wrong))


def _of_bytes(images: Sequence[LabelledImage], weigh: Weigh) -> tuple[Rule, ...]:
    most = MAX_WEIGHT // 1_000_000
    weighed = {image.id: weigh(image) for image in images}
    return (
        (
            "heavy",
            f"heavier than the {most} MB that AWS takes: {{}}. Save them smaller.",
            lambda image: weighed[image.id][0] > MAX_WEIGHT,
        ),
        (
            "media",
            "neither JPEG nor PNG, and AWS takes nothing else: {}. Save them as JPEG.",
            lambda image: not weighed[image.id][1].startswith((JPEG, PNG)),
        ),
    )


def _boxes(image: LabelledImage) -> list[PixelBox]:
    return [each.box for each in image.annotations if each.box]


def _outside(box: PixelBox, image: LabelledImage) -> bool:
    across, down = box.right > image.width, box.bottom > image.height
    return min(box.left, box.top) < 0 or across or down


def _thin(box: PixelBox, image: LabelledImage) -> bool:
    """The box must be larger than one pixel each way, also after scaling [lines]."""
    scale = min(1.0, TRAINED_SIDE / max(image.width, image.height))
    return min(box.right - box.left, box.bottom - box.top) * scale <= 1
