"""Kept images, decoded again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.core.errors import UnusableImage
from bot.core.model import Frame, Image
from bot.core.ports import FrameReader

log = logging.getLogger(__name__)


def kept_frame(
    image_id: str, read: Callable[[str], Image | None], reader: FrameReader
) -> Frame | None:
    """An image that is kept, as a frame; `None` when it is gone or cannot be read any more.

    Args:
        image_id: of it.
        read: its bytes.
        reader: decodes them.
    """
    image = read(image_id)
    if image is None:
        return None
    try:
        return reader.read(image)
    except UnusableImage as error:
        log.warning("a kept image cannot be read: %s", error.sentence)
        return None
