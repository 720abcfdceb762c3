"""What the page shows of an image, and how what was drawn gets into the dataset."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.dataset import Annotation, LabelledImage
from bot.core.differences import marks, telling
from bot.core.errors import ChangedMeanwhile, ImageForgotten
from bot.core.folding import with_marks
from bot.core.labelling import Labelling, Mark
from bot.core.model import Image
from bot.core.remarks import MOST_BOXES, check_boxes
from bot.page.drawn import Drawn, written
from bot.page.links import Link

NOTHING = Mark("")
Save = Callable[[Link, tuple[Mark, ...]], None]
"""Keeps what the person of a link changed. When it returns, it is in the dataset.

Raises:
    NotATeacher: this person may not teach (any more).
    SavingLate: it is not in the dataset yet.
    ImageForgotten: the image is not kept any more.
"""


class Saving:
    """Between the page and the dataset.

    Args:
        labelling: the dataset.
        save: keeps what was drawn.
    """

    def __init__(self, labelling: Labelling, save: Save) -> None:
        self._labelling = labelling
        self._save = save

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
            NotATeacher: this person may not teach (any more).
            SavingLate: it will be saved later.
        """
        image = self._labelled(link)
        drawn = Drawn.read(body, image.width, image.height)
        said = self._said(drawn, image)
        check_boxes(with_marks(image.annotations, said))
        if said:
            self._save(link, said)

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
