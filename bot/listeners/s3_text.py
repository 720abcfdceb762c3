"""Finds `s3://bucket/key` in what people write, spaces and all."""

from __future__ import annotations

import html
import re
from itertools import pairwise

from bot.core.model import S3Object

_QUOTED = re.compile(r"[`<\"“'](s3://[^`>\"”'\n]+)[`>\"”']")
_START = re.compile(r"s3://")
# A key may hold spaces, so an unquoted one runs to the end of its line; but words behind a
# picture's ending are talk: "s3://b/red car.jpg please".
_ENDING = re.compile(
    r"^.*\.(?:jpe?g|jfif|png|webp|gif|bmp|tiff?|heic|heif|avif|svg)(?:\?versionId=\S+)?(?=$|[\s,;!?.)])",
    re.IGNORECASE,
)


def s3_objects(text: str) -> tuple[S3Object, ...]:
    """Every S3 object that a text names, in order, each once.

    Args:
        text: as Slack sends it, with `&`, `<` and `>` escaped. Quotes, backticks or angle brackets
            around a URI mark its end; without them it ends with its line, or where the next begins.
    """
    found: dict[S3Object, None] = {}
    for line in text.splitlines():
        for uri in _uris(html.unescape(line)):
            if (parsed := S3Object.parse(uri)) is not None:
                found[parsed] = None
    return tuple(found)


def _uris(line: str) -> list[str]:
    quoted = [(match.start(1), match.group(1)) for match in _QUOTED.finditer(line)]
    bare = _QUOTED.sub(lambda match: "\0" * len(match.group()), line)
    starts = [match.start() for match in _START.finditer(bare)]
    plain = [
        (start, _trim(bare[start:end].split("\0")[0]))
        for start, end in pairwise([*starts, len(bare)])
    ]
    return [uri for _, uri in sorted(quoted + plain)]


def _trim(text: str) -> str:
    ending = _ENDING.match(text)
    return (ending.group() if ending else text).rstrip().rstrip(",;")
