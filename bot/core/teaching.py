"""The team teaches: images are fetched, kept, and what people say about them is written down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.dataset import LabelledImage
from bot.core.errors import ImageChanged, ImageForgotten
from bot.core.folding import with_marks
from bot.core.labelling import KeptImage, Labelling, Mark
from bot.core.model import Frame, Image, Recognition
from bot.core.ports import Clock, Fetcher, FrameReader
from bot.core.remarks import Remark, check_boxes, checked_mark, source_text

Keeper = Callable[[Image, Frame, str], KeptImage]
"""Makes an image ready to be kept: its bytes as they came, its frame, its source."""


@dataclass(frozen=True, slots=True)
class TeachingTools:
    """Who does what; `frames` bounds how many decoded pictures are in memory, as in `Steps`."""

    labelling: Labelling
    fetcher: Fetcher
    reader: FrameReader
    keeper: Keeper
    clock: Clock
    frames: threading.Semaphore


class Teaching:
    """Takes what people say about images, from Slack, the shell or a page."""

    def __init__(self, tools: TeachingTools) -> None:
        self._tools = tools

    def teach(
        self, image: Image, source: str, remarks: Sequence[Remark], who: str, origin: str
    ) -> LabelledImage:
        """Keep an image, and what is said about it.

        Args:
            image: as it came.
            source: as in `KeptImage`; see `source_text`.
            remarks: none keep the image only.
            who: as in `LabelEvent`.
            origin: likewise.

        Returns:
            The image as it stands then.

        Raises:
            UnusableImage: a leaf says why.
            LabelRefused: likewise; nothing is kept.
        """
        named = [each.checked() for each in remarks]
        kept = self._kept(image, source, None)
        return self._said(kept, named, who, origin)

    def correct(
        self, recognition: Recognition, remarks: Sequence[Remark], who: str
    ) -> LabelledImage:
        """Keep the image of an answer, fetched once more, and what is said about it.

        Args:
            recognition: the answer; its id is the origin of the events.
            remarks: boxes as the answer's detections have them.
            who: as in `LabelEvent`.

        Returns:
            The image as it stands then.

        Raises:
            FetchFailed: the image cannot be had any more; a leaf says why.
            ImageChanged: there is another one now.
            UnusableImage: a leaf says why.
            LabelRefused: likewise; nothing is kept.
        """
        named = [each.checked() for each in remarks]
        image = self._tools.fetcher.fetch(recognition.source)
        size = (recognition.width, recognition.height)
        kept = self._kept(image, source_text(recognition.source), size)
        return self._said(kept, named, who, recognition.id)

    def say(self, image_id: str, marks: Sequence[Mark], who: str, origin: str) -> LabelledImage:
        """Say something about an image that is kept; boxes in its pixels.

        Returns:
            The image as it stands then.

        Raises:
            ImageForgotten: it is not kept any more.
            LabelRefused: a leaf says why.
        """
        before = self._labelled(image_id)
        marks = [checked_mark(each, before.width, before.height) for each in marks]
        check_boxes(with_marks(before.annotations, marks))
        at = self._tools.clock.wall()
        try:
            self._tools.labelling.say(image_id, marks, who=who, at=at, origin=origin)
        except KeyError as error:
            raise ImageForgotten from error
        return self._labelled(image_id)

    def _said(
        self, kept: KeptImage, remarks: Sequence[Remark], who: str, origin: str
    ) -> LabelledImage:
        marks = [each.mark(kept.width, kept.height) for each in remarks]
        check_boxes(with_marks((), marks))  # before the image is kept for nothing
        image_id = self._tools.labelling.keep(kept, self._tools.clock.wall())
        return self.say(image_id, marks, who, origin)

    def _kept(self, image: Image, source: str, size: tuple[int, int] | None) -> KeptImage:
        with self._tools.frames:
            frame = self._tools.reader.read(image)
            if size not in (None, (frame.width, frame.height)):
                raise ImageChanged(name=image.name)
            return self._tools.keeper(image, frame, source)

    def _labelled(self, image_id: str) -> LabelledImage:
        found = self._tools.labelling.labelled(image_id)
        if found is None:
            raise ImageForgotten
        return found
