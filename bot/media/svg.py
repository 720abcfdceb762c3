"""Is it an SVG: told from the content, so that a person hears what to do about it."""

from __future__ import annotations

import codecs
import re

_LOOKED_AT = 64 * 1024
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]|<!DOCTYPE\s+(?:[\w.-]+:)?svg\b", re.IGNORECASE)
_SKIPPED = (("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"))


def is_svg(data: bytes) -> bool:
    """Whether the first element is `svg`, after a byte order mark, prolog, comments, doctype."""
    text = _decode(data[:_LOOKED_AT]).lstrip("\ufeff \t\r\n")
    while not _ROOT.match(text):
        for opening, closing in _SKIPPED:
            if text.startswith(opening):
                text = text.partition(closing)[2].lstrip()
                break
        else:
            return False
    return True


def _decode(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode("utf-8", "replace")
