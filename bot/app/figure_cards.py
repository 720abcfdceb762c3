"""Evaluations as pictures, wired: the figures, and the images that went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from bot.annotate.figures import evaluation_card, worst_pictures, worst_tile
from bot.core.dataset import LabelledImage
from bot.core.evaluation import Comparison, Evaluation, Mistake
from bot.core.kept_frames import kept_frame
from bot.core.model import AnnotatedImage, Frame, Image
from bot.core.ports import FrameReader


class FigureCards:
    """Draws evaluations; fits `bot.core.training_jobs.Figures`.

    Args:
        reader: decodes the kept images, one at a time.
        read: the bytes of a kept image; `None` when it is gone.
    """

    def __init__(self, reader: FrameReader, read: Callable[[str], Image | None]) -> None:
        self._reader = reader
        self._read = read

    def card(
        self, evaluation: Evaluation, comparison: Comparison | None, title: str
    ) -> AnnotatedImage:
        """See the port."""
        return evaluation_card(evaluation, comparison, title)

    def worst(
        self, evaluation: Evaluation, images: Sequence[LabelledImage], name: str
    ) -> AnnotatedImage | None:
        """See the port."""
        known = {image.id: image for image in images}
        tiles, captions, gone = [], [], 0
        for image_id, mistakes in _by_image(evaluation.worst).items():
            frame = self._frame(image_id) if image_id in known else None
            if frame is None:
                gone += 1
                continue
            tiles.append(_tile(frame, known[image_id], mistakes))
            captions.append("; ".join(each.what for each in mistakes))
        if not tiles:
            return None
        return worst_pictures(tiles, captions, _title(name, known, evaluation.worst, gone))

    def _frame(self, image_id: str) -> Frame | None:
        return kept_frame(image_id, self._read, self._reader)


def _by_image(mistakes: Sequence[Mistake]) -> dict[str, list[Mistake]]:
    found: dict[str, list[Mistake]] = defaultdict(list)
    for each in mistakes:
        found[each.image].append(each)
    return dict(found)


def _tile(frame: Frame, image: LabelledImage, mistakes: Sequence[Mistake]) -> Frame:
    there = [each.box for each in image.annotations if each.box is not None]
    return worst_tile(frame, there, [each.box for each in mistakes if each.box is not None])


def _title(
    name: str, known: dict[str, LabelledImage], mistakes: Sequence[Mistake], gone: int
) -> str:
    boxed = any(each.box for each in mistakes) or any(
        each.box
        for mistake in mistakes
        if mistake.image in known
        for each in known[mistake.image].annotations
    )
    colours = ": green is there, orange was answered" if boxed else ""
    left_out = f" ({gone} are gone)" if gone else ""
    return f"Worst of {name}{left_out}{colours}"
