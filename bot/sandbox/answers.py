"""What came back from the bot, as somebody at the page reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.visitor import Message, NothingCame, Visitor

Result = dict[str, Any]


def result_of(visitor: Visitor, ts: str) -> Result:
    """The JSON of the answer in a thread; it is posted last, so everything else is there, too.

    Raises:
        NothingCame: it is missing; `str()` says what the bot said instead.
    """

    def look() -> str | None:
        files = [file for reply in visitor.replies(ts) for file in reply.get("files") or ()]
        return next((file["id"] for file in files if file["name"].endswith(".json")), None)

    try:
        file_id = visitor.wait("The JSON result", look)
    except NothingCame as error:
        said = "\n".join(visitor.read(reply) for reply in visitor.replies(ts))
        raise NothingCame(f"{error} The bot said: {said or 'nothing'}") from error
    result: Result = json.loads(visitor.download(file_id))
    return result


def annotated(visitor: Visitor, ts: str) -> tuple[str, bytes]:
    """The first annotated image of an answer, and the ending of its name: `jpg` or `png`.

    It is in an image block, or shared as a file.

    Raises:
        NothingCame: there is none, or it is something else.
    """
    found = next(_images(visitor.replies(ts)), None)
    if found is None:
        raise NothingCame("There is no annotated image in the answer.")
    image = visitor.download(found)
    ending = {b"\xff\xd8\xff": "jpg", b"\x89PN": "png"}.get(image[:3])
    if ending is None:
        raise NothingCame("The annotated image is neither a JPEG nor a PNG.")
    return ending, image


def labels_of(one: Result) -> dict[str, float]:
    """The labels of one of a result's pictures, each with its highest confidence."""
    labels: dict[str, float] = {}
    for found in one.get("detections", ()):
        labels[found["Name"]] = max(found["Confidence"], labels.get(found["Name"], 0.0))
    return labels


def lines_of(result: Result) -> list[str]:
    """What was found, a line each."""
    return [
        f"  {found['Name']}  {found['Confidence']:.1f} %"
        + ("" if found["Geometry"] else " (the whole picture)")
        for one in result["results"]
        for found in one.get("detections", ())
    ]


def _images(replies: list[Message]) -> Iterator[str]:
    """The ids of images in an answer."""
    for reply in replies:
        blocks = (block for block in reply.get("blocks") or () if block["type"] == "image")
        yield from (block["slack_file"]["id"] for block in blocks if "slack_file" in block)
        files = reply.get("files") or ()
        yield from (file["id"] for file in files if "image" in (file["mimetype"] or ""))
