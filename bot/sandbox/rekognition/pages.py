"""Lists in pages, as AWS gives them."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.rekognition.refused import Refused


def page(key: str, found: Sequence[object], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """One page of what was found, with a token when there is more."""
    first = _offset(parameters["NextToken"]) if "NextToken" in parameters else 0
    end = first + parameters.get("MaxResults", 100)
    answer: dict[str, Any] = {key: list(found[first:end])}
    if end < len(found):
        answer["NextToken"] = base64.b64encode(b"offset %d" % end).decode()
    return answer


def _offset(token: str) -> int:
    try:
        return int(base64.b64decode(token, validate=True).removeprefix(b"offset "))
    except ValueError as error:
        raise Refused("InvalidPaginationTokenException", "The token is not valid.") from error
