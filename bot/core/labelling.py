"""What people say about images, one change after the other; a dataset is what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.dataset import Dataset, LabelledImage, Split
from bot.core.model import Image, PixelBox


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody says about one place of an image.

    Attributes:
        label: what is there. Empty, with no box: nothing that the team names is in the image.
        box: where, in pixels of the kept image; `None` for the whole image.
        here: whether it is there. `False` takes a box away (whatever its label was), or a label
            from the whole image.
    """

    label: str
    box: PixelBox | None = None
    here: bool = True


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """A change of the dataset; written once, never changed, undone by another one.

    Attributes:
        number: counts the changes.
        image: the id of the image.
        mark: what was said; `None` for an event that undoes another one.
        undoes: the number of the event that it undoes; `None` for one that says something.
        who: a user id, or `shell:name`.
        at: seconds since 1970 UTC.
        origin: from which answer (the reference of its recognition), import or page.
    """

    number: int
    image: str
    mark: Mark | None
    undoes: int | None
    who: str
    at: float
    origin: str


@dataclass(frozen=True, slots=True)
class KeptImage:
    """An upright JPEG or PNG, ready to be kept.

    Attributes:
        image: its bytes, at most `dataset.MAX_SIDE` pixels a side, and its name.
        width: in pixels.
        height: in pixels.
        likeness: perceptual hashes (64 bits each) of it and of its mirror image.
        source: the file that it came from (`slack:F123`, `s3://…`, a path, with the time of a
            video's frame after `#`), so that frames of one video stay on one side.
    """

    image: Image
    width: int
    height: int
    likeness: tuple[int, int]
    source: str


class Labelling(Protocol):
    """Where images and what people say about them are kept. Several may write at once."""

    def keep(self, kept: KeptImage, at: float) -> str:
        """Keep an image, once by its bytes; its id."""

    def image(self, image_id: str) -> Image | None:
        """The bytes, or `None` when it is not kept (any more)."""

    def weigh(self, image_id: str) -> tuple[int, bytes]:
        """How many bytes an image has, and the first eight, without reading it; 0 when gone."""

    def labelled(self, image_id: str) -> LabelledImage | None:
        """An image as it stands now, also one that nobody has said anything about."""

    def say(
        self, image_id: str, marks: Sequence[Mark], *, who: str, at: float, origin: str
    ) -> tuple[int, ...]:
        """Add events; their numbers. What others said about other places is left alone.

        A label that stands somewhere in another letter case is taken in that spelling.

        Raises:
            KeyError: the image is not kept (any more).
        """

    def undo(self, numbers: Sequence[int], *, who: str, at: float) -> int:
        """Undo events by their numbers; how many were not undone before."""

    def events(self, image_id: str) -> tuple[LabelEvent, ...]:
        """What was said about an image, in order."""

    def latest(self, limit: int) -> tuple[LabelEvent, ...]:
        """The latest events first."""

    def dataset(self, version: int | None = None) -> Dataset:
        """The images that people have said something about, now or at an earlier version."""

    def settle(self, image_id: str, split: Split) -> Split:
        """Decide the split of an image's group as an import says, unless it is decided already.

        Returns:
            What it is now.

        Raises:
            KeyError: it is not kept.
        """

    def decide(self) -> Dataset:
        """Decide the split of images that have none yet, for good; the dataset after that."""

    def forget_label(self, label: str) -> int:
        """Delete a label with everything that was said of it, and images that show nothing else.

        Returns:
            How many images were deleted.
        """
