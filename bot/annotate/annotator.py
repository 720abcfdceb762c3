"""A frame and its detections become an annotated image, ready to be posted."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image as Pillow

from bot.annotate.canvas import SpareCanvas
from bot.annotate.compose import Composer, Sheet
from bot.annotate.draw import Painter
from bot.annotate.faces import noto_faces
from bot.annotate.layout import Size, drawing_size, measures
from bot.annotate.palette import SLATE
from bot.annotate.typeset import Typesetter
from bot.core.model import AnnotatedImage, Detection, Frame


class PillowAnnotator:
    """Draws boxes, captions and a strip of labels. Threads may share one.

    Args:
        max_side: the longest side of the output in pixels, strip included.
        quality: of the JPEG, 1 to 95.
        typesetter: with other fonts than the ones that come with the requirements.
    """

    def __init__(
        self, max_side: int, quality: int = 90, typesetter: Typesetter | None = None
    ) -> None:
        self._max_side = max_side
        self._quality = quality
        self._type = typesetter or Typesetter(noto_faces())
        self._composer = Composer(self._type)
        self._spare = SpareCanvas()

    def annotate(self, frame: Frame, detections: Sequence[Detection]) -> AnnotatedImage:
        """Draw on a copy of the frame, at the size of the output, and encode it."""
        sheet = self._compose(frame, detections)
        left = (sheet.size[0] - sheet.frame[0]) // 2
        canvas = self._spare.take(sheet.size)
        if left:
            canvas.paste(SLATE, (0, 0, *sheet.size))
        canvas.paste(_scaled(frame, sheet.frame), (left, 0))
        Painter(canvas, self._type, left).paint(sheet)
        annotated = self._encode(canvas, frame.lossless)
        self._spare.give(canvas)
        return annotated

    def _compose(self, frame: Frame, detections: Sequence[Detection]) -> Sheet:
        """Leave room for the strip: the frame is made smaller when both are too high."""
        size = drawing_size((frame.width, frame.height), self._max_side)
        sizes = measures(size)
        sheet = self._composer.compose(size, detections, sizes)
        if sheet.strip is None or sheet.size[1] <= self._max_side:
            return sheet
        height = max(1, self._max_side - sheet.strip.height)
        size = max(1, round(size[0] * height / size[1])), height
        return self._composer.compose(size, detections, sizes, len(sheet.strip.rows.rows))

    def _encode(self, canvas: Pillow.Image, lossless: bool) -> AnnotatedImage:
        """PNG for drawings; for photographs it would take over twenty times as long as JPEG."""
        buffer = io.BytesIO()
        if lossless:
            canvas.save(buffer, "PNG")
        else:
            canvas.save(buffer, "JPEG", quality=self._quality, subsampling="4:2:0")
        media_type = "image/png" if lossless else "image/jpeg"
        return AnnotatedImage(buffer.getvalue(), media_type, canvas.width, canvas.height)


def _scaled(frame: Frame, size: Size) -> Pillow.Image:
    pixels: Pillow.Image = frame.pixels
    if pixels.size == size:
        return pixels
    if size[0] < frame.width:
        # The filter that shrinks nearly as well as bicubic, in two thirds of the time:
        # https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters-comparison-table
        return pixels.resize(size, Pillow.Resampling.HAMMING, reducing_gap=3.0)
    sharp = Pillow.Resampling.NEAREST if frame.lossless else Pillow.Resampling.BICUBIC
    return pixels.resize(size, sharp)
