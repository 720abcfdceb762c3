"""Pictures that are taught: brought, read, looked at, and kept."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.errors import ImageChanged
from bot.core.labelling import KeptImage, Labelling
from bot.core.model import (
    AnnotatedImage,
    Detection,
    Frame,
    Image,
    PixelBox,
    Recognition,
    Source,
)
from bot.core.ports import Fetcher, FrameReader
from bot.core.remarks import source_text

Keeper = Callable[[Image, Frame, str], KeptImage]
"""Makes an image ready to be kept: its bytes as they came, its frame, its source."""
Propose = Callable[[Frame], tuple[Detection, ...]]
"""Finds what may be worth a label."""
Number = Callable[[Frame, Sequence[PixelBox], Sequence[str]], AnnotatedImage]
"""Draws boxes with their numbers, each with a caption."""
Choose = Callable[[KeptImage, Sequence[Detection]], Sequence[Detection]]
"""From a picture and what was found in it to what a form shows."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture for a form: its name, its size in pixels, what is shown, and that numbered."""

    name: str
    width: int
    height: int
    shown: tuple[Detection, ...]
    picture: AnnotatedImage


@dataclass(frozen=True, slots=True)
class Pictures:
    """Who does what with a picture that is taught.

    Attributes:
        fetcher: brings it.
        reader: decodes it.
        keeper: makes it ready to be kept.
        propose: finds what may be worth a label.
        number: draws the numbered boxes.
        labelling: where images and what is said about them are kept.
        frames: bounds how many decoded pictures are in memory, as in `recognition.Steps`.
    """

    fetcher: Fetcher
    reader: FrameReader
    keeper: Keeper
    propose: Propose
    number: Number
    labelling: Labelling
    frames: threading.Semaphore

    def proposals(self, source: Source) -> tuple[int, int, tuple[Detection, ...]]:
        """Width and height of a picture in pixels, and what may be worth a label.

        Raises:
            RekogError: a leaf says why it cannot be had or read.
        """
        image = self.fetcher.fetch(source)
        with self.frames:
            frame = self.reader.read(image)
            return frame.width, frame.height, self.propose(frame)

    def ready(self, source: Source) -> KeptImage:
        """A picture as it would be kept.

        Raises:
            RekogError: a leaf says why it cannot be had or read.
        """
        image = self.fetcher.fetch(source)
        with self.frames:
            return self.keeper(image, self.reader.read(image), source_text(source))

    def look(self, source: Source, found: Recognition | None, choose: Choose) -> Looked:
        """Bring a picture once, and number what a form shows of it.

        Args:
            source: the picture.
            found: what the form is about; `None` for proposals.
            choose: from what was found to what is shown.

        Raises:
            ImageChanged: it is not the picture that something was found in.
            RekogError: a leaf says why it cannot be had or read.
        """
        image = self.fetcher.fetch(source)
        with self.frames:
            frame = self.reader.read(image)
            if found is not None and (found.width, found.height) != (frame.width, frame.height):
                raise ImageChanged(name=image.name)
            kept = self.keeper(image, frame, source_text(source))
            every = self.propose(frame) if found is None else found.detections
            shown = tuple(choose(kept, every))
            boxed = [each for each in shown if each.box is not None]
            boxes = [each.box.to_pixels(frame.width, frame.height) for each in boxed if each.box]
            picture = self.number(frame, boxes, [each.label for each in boxed])
            return Looked(image.name, frame.width, frame.height, shown, picture)


def image_id(kept: KeptImage) -> str:
    """The id under which an image is kept, whether it is or not: see `LabelledImage.id`."""
    return hashlib.sha256(kept.image.data).hexdigest()
