"""Which images are nearly the same, and on which side of the frozen split they stand.

The promise: an image that a model version learned from is never measured on, and neither is one
that looks nearly the same or comes from the same file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

from bot.core.dataset import Dataset, Split

NEAR = 6
"""Of 64 bits, by which the hashes of near duplicates differ at most."""
BARE = 4
"""A drawing on a plain ground has few bits that are set: of those, at most one in so many may
differ, counted in both images, or else all such drawings would be the same. `test_likeness` shows
that photographs that were scaled, recompressed, mirrored or brightened stay below both, and other
photographs do not."""
TEST_SHARE = 0.2
FEWEST_GROUPS = 3
"""With fewer, a label needs everything for training."""
SIDES = (Split.TRAIN, Split.TEST)


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of a kept image without its bytes and what people say about it.

    Attributes:
        id: as in `LabelledImage`.
        name: likewise.
        width: likewise.
        height: likewise.
        likeness: as in `KeptImage`.
        source: likewise.
        group: as in `LabelledImage`.
        split: likewise.
    """

    id: str
    name: str
    width: int
    height: int
    likeness: tuple[int, int]
    source: str
    group: str = ""
    split: Split = Split.UNDECIDED

    @property
    def file(self) -> str:
        """The file that it came from, which may have more frames."""
        return self.source.partition("#")[0]


class Grouped(Protocol):
    """What a split is decided by: `ImageFacts`, or a `LabelledImage`."""

    @property
    def id(self) -> str:
        """Of the image."""

    @property
    def group(self) -> str:
        """The same for images that are nearly the same."""

    @property
    def split(self) -> Split:
        """What it is for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new image belongs.

    Attributes:
        group: its group.
        split: `APART` or not decided yet.
        joined: groups that become this one, since the image is near to all of them.
    """

    group: str
    split: Split = Split.UNDECIDED
    joined: frozenset[str] = frozenset()


def near(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two images look nearly the same, or like each other's mirror image."""
    pairs = ((one[0], other[0]), (one[1], other[0]), (one[0], other[1]))
    return any(_differ_little(a, b) for a, b in pairs)


def place(new: ImageFacts, known: Iterable[ImageFacts]) -> Place:
    """The group of a new image.

    Images that stand apart bind nobody: they are on no side.
    """
    known = [each for each in known if each.split is not Split.APART]
    groups = {each.group for each in known if _alike(new, each)}
    sides = {each.split for each in known if each.group in groups and each.split in SIDES}
    if len(sides) > 1:
        return Place(new.id, Split.APART)
    return Place(min(groups, default=new.id), joined=frozenset(groups))


def settled(image: ImageFacts, known: Iterable[ImageFacts], wanted: Split) -> Split:
    """The side of an image's group when somebody wants it on one; what was decided stays."""
    if image.split is Split.APART:
        return image.split
    taken = [each.split for each in known if each.group == image.group and each.split in SIDES]
    return next(iter(taken), wanted if wanted in SIDES else Split.UNDECIDED)


def foreseen(dataset: Dataset) -> Dataset:
    """A dataset with its sides as `decide` would have them now; nothing is decided by that."""
    sides = decide(dataset.images, {image.id: image.labels for image in dataset.images})
    images = tuple(
        replace(image, split=sides.get(image.group, image.split))
        if image.split is Split.UNDECIDED
        else image
        for image in dataset.images
    )
    return replace(dataset, images=images)


def decide(images: Iterable[Grouped], labels: dict[str, frozenset[str]]) -> dict[str, Split]:
    """The side of each group, for good; the same whenever it is asked.

    A side that was taken stays. A label's share of groups becomes test, at least one; fewer than
    `FEWEST_GROUPS` are all for training. No label loses more than half of its groups.

    Args:
        images: all that are kept.
        labels: what is in each image that people have said something about, by its id; nothing in
            a negative.

    Returns:
        The side by group, for those that people have said something about or that have a side.
    """
    sides, strata = _groups(images, labels)
    testing = {group for group, side in sides.items() if side is Split.TEST}
    by_group = {group: [each for each in strata.values() if group in each] for group in sides}
    for _, groups in sorted(strata.items(), key=lambda item: (len(item[1]), item[0])):
        wanted = max(1, round(TEST_SHARE * len(groups))) if len(groups) >= FEWEST_GROUPS else 0
        for group in sorted(groups, key=_order):
            if len(groups & testing) >= wanted:
                break
            if sides[group] is Split.UNDECIDED and _spared(by_group[group], testing):
                testing.add(group)
    return {group: Split.TEST if group in testing else Split.TRAIN for group in sides}


def _groups(
    images: Iterable[Grouped], labels: dict[str, frozenset[str]]
) -> tuple[dict[str, Split], dict[str, set[str]]]:
    """The side of each group, and the groups that show each label ("" is a negative's)."""
    sides: dict[str, Split] = {}
    strata: dict[str, set[str]] = defaultdict(set)
    for image in images:
        if image.split is Split.APART:
            continue
        if image.split in SIDES:
            sides[image.group] = image.split
        if image.id in labels:
            sides.setdefault(image.group, Split.UNDECIDED)
            for label in labels[image.id] or {""}:
                strata[label].add(image.group)
    return sides, strata


def _spared(strata: list[set[str]], testing: set[str]) -> bool:
    """Whether every label of a group can do without one more of its groups."""
    return all(
        len(each) >= FEWEST_GROUPS and 2 * (len(each & testing) + 1) <= len(each) for each in strata
    )


def _order(group: str) -> str:
    """As good as drawn by lot, and the same on every machine."""
    return sha256(group.encode()).hexdigest()


def _differ_little(one: int, other: int) -> bool:
    differing = (one ^ other).bit_count()
    return differing <= NEAR and BARE * differing <= one.bit_count() + other.bit_count()


def _alike(one: ImageFacts, other: ImageFacts) -> bool:
    return (bool(one.file) and one.file == other.file) or near(one.likeness, other.likeness)
