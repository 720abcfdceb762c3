"""What all formats share: what is read from files, and what is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.train.formats.files import Files
from bot.train.formats.names import origin
from bot.train.formats.parse import pixel_box


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says about one image.

    Attributes:
        reference: where the image is: a path as the file writes it, or `s3://bucket/key`.
        annotations: what is in it, in pixels of `size`; none for a negative.
        split: what it is for, as far as the files say.
        size: width and height in pixels, where the files say it; otherwise the image does.
    """

    reference: str
    annotations: tuple[Annotation, ...] = ()
    split: Split = Split.UNDECIDED
    size: tuple[int, int] | None = None

    @property
    def id(self) -> str:
        """The id of an image that was written here; empty for one from elsewhere."""
        return origin(self.reference)[0]

    @property
    def name(self) -> str:
        """As a person knows the file."""
        return origin(self.reference)[1]

    def scaled(self, width: int, height: int) -> tuple[Annotation, ...]:
        """The annotations in pixels of the image as it is kept, `width` × `height`.

        Boxes are cut off at its edges; one that is outside of it is left out.
        """
        across, down = self.size or (width, height)
        return tuple(
            fitted
            for each in self.annotations
            if (fitted := _fitted(each, width / across, height / down, (width, height)))
        )


def _fitted(
    annotation: Annotation, across: float, down: float, size: tuple[int, int]
) -> Annotation | None:
    if annotation.box is None:
        return annotation
    left, right = annotation.box.left * across, annotation.box.right * across
    top, bottom = annotation.box.top * down, annotation.box.bottom * down
    try:
        return Annotation(annotation.label, pixel_box(left, top, right, bottom, size))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out, and why.

    Attributes:
        file: its path.
        line: counted from 1; 0 where a format has no lines.
        sentence: what is wrong, for people.
    """

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}{f', line {self.line}' if self.line else ''}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read.

    Attributes:
        entries: one for each image.
        bad: the first bad lines; the rest of the file was read.
        bad_count: how many bad lines there were.
        notes: what else people should know, a sentence each.
    """

    entries: tuple[Entry, ...]
    bad: tuple[BadLine, ...] = ()
    bad_count: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A dataset as files.

    Attributes:
        files: relative path to content.
        copies: where the caller puts the images beside them: relative path and image id.
            An image may have several places, or none when it stays in S3.
    """

    files: Mapping[str, bytes]
    copies: tuple[tuple[str, str], ...] = ()


Reference = Callable[[LabelledImage], str]
"""Where an image is, or shall be: a relative path (see `names.file_name`) or `s3://bucket/key`."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format of datasets.

    Attributes:
        name: as people write it.
        title: as people read it.
        write: the dataset as files.
        read: the files as entries; raises DatasetUnreadable, DatasetTooLarge.
        losses: what the files will not tell, a sentence each, before anything is written.
    """

    name: str
    title: str
    write: Callable[[Dataset, Reference], Written]
    read: Callable[[Files], Read]
    losses: Callable[[Dataset], tuple[str, ...]]


def copies(dataset: Dataset, reference: Reference) -> tuple[tuple[str, str], ...]:
    """Where the images go that have a relative path."""
    places = ((reference(image), image.id) for image in dataset.images)
    return tuple((path, each) for path, each in places if not path.startswith("s3://"))
