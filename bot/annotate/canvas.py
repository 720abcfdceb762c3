"""The canvas that is drawn on: one is kept for the next image of the same size.

Copying a 12-megapixel frame takes 2 ms, but 20 ms into fresh memory, which the system has to hand
over page by page (`bench/annotate.py`). Pillow's own pool of memory is no help, since it gives its
large blocks to the smallest of images and shrinks them for that:
https://pillow.readthedocs.io/en/stable/reference/block_allocator.html
"""

from __future__ import annotations

import threading

from PIL import Image as Pillow

from bot.annotate.layout import Size


class SpareCanvas:
    """Hands out canvases in RGB, and keeps the last that was given back. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spare: Pillow.Image | None = None

    def take(self, size: Size) -> Pillow.Image:
        """A canvas to be painted all over: there may be an earlier image on it."""
        with self._lock:
            canvas, self._spare = self._spare, None
        return canvas if canvas and canvas.size == size else Pillow.new("RGB", size, None)

    def give(self, canvas: Pillow.Image) -> None:
        """Give a canvas back, when nobody looks at it any more."""
        with self._lock:
            self._spare = canvas
