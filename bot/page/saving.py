"""What the page shows of an image, and how what was drawn gets into the dataset."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.dataset import Annotation, LabelledImage
from bot.core.differences import marks, telling
from bot.core.errors import ChangedMeanwhile, ImageForgotten
from bot.core.folding import with_marks
from bot.core.labelling import Labelling, Mark
from bot.core.model import Image
from bot.core.ports import Clock
from bot.core.remarks import MOST_BOXES, check_boxes
from bot.page.drawn import Drawn, written
from bot.page.links import Link

NOTHING = Mark("")
Said = Callable[[Link, tuple[int, ...]], None]
"""Gets the link and the numbers of the events."""


class Saving:
    """Between the page and the dataset.

    Args:
        labelling: the dataset.
        clock: for when something was said.
        said: told of what was said.
    """

    def __init__(self, labelling: Labelling, clock: Clock, said: Said) -> None:
        self._labelling = labelling
        self._clock = clock
        self._said_by = said

    def image(self, link: Link) -> Image:
        """The picture of a link.

        Raises:
            ImageForgotten: it is not kept any more.
        """
        image = self._labelling.image(link.image)
        if image is None:
            raise ImageForgotten
        return image

    def shown(self, link: Link) -> dict[str, object]:
        """How the image of a link stands, and the known labels, for the page's script.

        Raises:
            ImageForgotten: it is not kept any more.
        """
        image, dataset = self._labelled(link), self._labelling.dataset()
        looked_at = any(each.id == image.id for each in dataset.images)
        return {
            "name": image.name,
            "width": image.width,
            "height": image.height,
            "annotations": [written(each) for each in image.annotations],
            "nothing": looked_at and not image.annotations,
            "labels": list(dataset.labels),
            "most": MOST_BOXES,
        }

    def save(self, link: Link, body: bytes) -> None:
        """Say what the person of a link changed, and nothing else.

        Raises:
            SavingRefused: a leaf says why; nothing is saved.
            LabelRefused: likewise.
            ImageForgotten: the image is not kept any more.
        """
        image = self._labelled(link)
        drawn = Drawn.read(body, image.width, image.height)
        said = self._said(drawn, image)
        check_boxes(with_marks(image.annotations, said))
        if not said:
            return
        at = self._clock.wall()
        try:
            numbers = self._labelling.say(
                link.image, said, who=link.user, at=at, origin=link.origin
            )
        except KeyError as error:
            raise ImageForgotten from error
        self._said_by(link, numbers)

    def _said(self, drawn: Drawn, image: LabelledImage) -> tuple[Mark, ...]:
        if not drawn.nothing:
            return telling(image.annotations, marks(drawn.base, drawn.now))
        others: set[Annotation] = set(image.annotations) - set(drawn.base)
        if others:
            raise ChangedMeanwhile
        looked_at = any(each.id == image.id for each in self._labelling.dataset().images)
        return () if looked_at and not image.annotations else (NOTHING,)

    def _labelled(self, link: Link) -> LabelledImage:
        image = self._labelling.labelled(link.image)
        if image is None:
            raise ImageForgotten
        return image
