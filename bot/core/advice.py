"""What would make a dataset better; none of it stops a training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.core.dataset import Dataset, LabelledImage, Split
from bot.core.model import PixelBox

LEAST = {"local": 5, "custom-labels": 10}
"""Images of a label for each detector that learns: from five on the embedded detector's networks
tell things apart; AWS's examples begin with ten."""

UNBALANCED = 10
"""So many times as many images as another label has."""

SMALL = 0.02
"""The shorter side of a box as a part of the image's longer side: 26 of the 1280 pixels to which
Custom Labels scales images."""

MOST = 0.5
"""More than this part of a label's images or boxes counts as most of them."""


def advice(dataset: Dataset, detector: str) -> tuple[str, ...]:
    """What people could do for each label, in alphabetical order, a sentence each.

    Args:
        dataset: images that are for neither side are left out.
        detector: the setting's word.
    """
    images = [image for image in dataset.images if image.split is not Split.APART]
    of_label = {
        label: [image for image in images if label in image.labels] for label in dataset.labels
    }
    return (
        *_few(of_label, LEAST.get(detector, LEAST["custom-labels"])),
        *_unbalanced(of_label),
        *_small(of_label),
        *_alike(of_label),
    )


Images = Mapping[str, Sequence[LabelledImage]]


def _few(of_label: Images, least: int) -> Iterator[str]:
    for label, images in of_label.items():
        if len(images) < least:
            count = f"{len(images)} image{'' if len(images) == 1 else 's'}"
            yield f"“{label}” is in {count}; post and label at least {least - len(images)} more."


def _unbalanced(of_label: Images) -> Iterator[str]:
    counts = {label: len(images) for label, images in of_label.items() if images}
    if not counts:
        return
    most = max(counts, key=lambda label: counts[label])
    for label, count in counts.items():
        if counts[most] > UNBALANCED * count:
            yield (
                f"“{most}” is in {counts[most]} images and “{label}” in {count}, so the model will "
                f"rather see “{most}”. Label more images of “{label}”."
            )


def _small(of_label: Images) -> Iterator[str]:
    for label, images in of_label.items():
        sides = [
            min(box.right - box.left, box.bottom - box.top) / max(image.width, image.height)
            for image in images
            for box in _boxes(image, label)
        ]
        small = sum(side < SMALL for side in sides)
        if small > MOST * len(sides):
            yield (
                f"{small} of {len(sides)} boxes of “{label}” are very small. Post images that show "
                "it from nearer, or cut them out."
            )


def _boxes(image: LabelledImage, label: str) -> list[PixelBox]:
    return [each.box for each in image.annotations if each.box and each.label == label]


def _alike(of_label: Images) -> Iterator[str]:
    for label, images in of_label.items():
        groups = Counter(image.group for image in images if image.group)
        count = max(groups.values(), default=0)
        if count > 2 and count > MOST * len(images):
            yield (
                f"{count} of {len(images)} images of “{label}” are nearly the same. Post it from "
                "other sides, in other places and in other light."
            )
