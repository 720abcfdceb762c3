"""The demo without a person: everything that matters is done once, looked at, and saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.sandbox.lesson import lesson, save_card, teach
from bot.sandbox.samples import SAMPLES
from bot.sandbox.visitor import Message, NothingCame, Visitor

PHOTOGRAPH = SAMPLES[0]
Say = Callable[[str], None]


def run_once(visitor: Visitor, object_uri: str, output: Path, say: Say) -> None:
    """Post a photograph, name an S3 object, stop, start and teach the model; save what came back.

    Args:
        visitor: an admin.
        object_uri: `s3://…` of a picture that the bot may read.
        output: the folder that the answer is saved in; files of an earlier run are replaced.
        say: prints a line.

    Raises:
        NothingCame: something is missing; `str()` says what.
    """
    picture = PHOTOGRAPH
    say(f"Posting {picture.name} ...")
    ts = visitor.post(file=(picture.name, picture.read(), picture.media_type))
    _save(visitor, ts, output, say)
    say(f"Naming {object_uri} ...")
    ts = visitor.post(f"<@{visitor.bot}> {object_uri}")
    _labels(_result(visitor, ts), say)
    for command, sign in (("stop", "stopped"), ("status", "stopped"), ("start", "running")):
        say(f"/rekog {command}")
        say(f"  {_answer(visitor, command, sign)}")
    learn(visitor, say, output)


def learn(visitor: Visitor, say: Say, output: Path | None = None) -> None:
    """Teach the bot, and ask it about pictures that it has not seen.

    Args:
        visitor: an admin.
        say: prints a line.
        output: where the card with the figures is saved; `None` for nowhere.

    Raises:
        NothingCame: something is missing; `str()` says what.
    """
    card = teach(visitor, say)
    if output is not None:
        save_card(card, output, say)
    for label, picture in lesson().unseen:
        say(f"Posting a picture of {label.lower()} that it has not seen ...")
        ts = visitor.post(file=(f"unseen-{label.lower()}.png", picture, "image/png"))
        result = _result(visitor, ts)
        _labels(result, say)
        found = [each["Name"] for one in result["results"] for each in one["detections"]]
        if label not in found:
            raise NothingCame(f"{label} was not recognised.")


def _save(visitor: Visitor, ts: str, output: Path, say: Say) -> None:
    result = _result(visitor, ts)
    replies = visitor.replies(ts)
    image, summary = _image(visitor, replies), visitor.read(replies[0])
    output.mkdir(parents=True, exist_ok=True)
    ending = {b"\xff\xd8\xff": "jpg", b"\x89PN": "png"}.get(image[:3])
    if ending is None:
        raise NothingCame("The annotated image is neither a JPEG nor a PNG.")
    for old in output.glob("annotated.*"):
        old.unlink()
    files = {
        f"annotated.{ending}": image,
        "result.json": json.dumps(result, ensure_ascii=False, indent=2).encode(),
        "summary.txt": f"{summary}\n".encode(),
    }
    say(f"Found on {PHOTOGRAPH.name}:")
    _labels(result, say)
    for name, data in files.items():
        (output / name).write_bytes(data)
        say(f"  saved {output / name}")


def _result(visitor: Visitor, ts: str) -> dict[str, Any]:
    """The JSON of the answer in a thread; it is posted last, so everything else is there, too."""

    def look() -> str | None:
        files = [file for reply in visitor.replies(ts) for file in reply.get("files") or ()]
        return next((file["id"] for file in files if file["name"].endswith(".json")), None)

    try:
        file_id = visitor.wait("The JSON result", look)
    except NothingCame as error:
        said = "\n".join(visitor.read(reply) for reply in visitor.replies(ts))
        raise NothingCame(f"{error} The bot said: {said or 'nothing'}") from error
    result: dict[str, Any] = json.loads(visitor.download(file_id))
    if not any(one.get("detections") for one in result["results"]):
        raise NothingCame("The answer came, but nothing was found in the picture.")
    return result


def _image(visitor: Visitor, replies: list[Message]) -> bytes:
    """The annotated image: in an image block, or shared as a file."""
    for reply in replies:
        blocks = [block for block in reply.get("blocks") or () if block["type"] == "image"]
        ids = [block["slack_file"]["id"] for block in blocks if "slack_file" in block]
        ids += [
            file["id"] for file in reply.get("files") or () if "image" in (file["mimetype"] or "")
        ]
        if ids:
            return visitor.download(ids[0])
    raise NothingCame("There is no annotated image in the answer.")


def _labels(result: dict[str, Any], say: Say) -> None:
    for one in result["results"]:
        for found in one.get("detections", ()):
            where = "" if found["Geometry"] else " (the whole picture)"
            say(f"  {found['Name']}  {found['Confidence']:.1f} %{where}")


def _answer(visitor: Visitor, command: str, sign: str) -> str:
    before = visitor.command(f"/rekog {command}")

    def look() -> str | None:
        said = visitor.said_since(before)
        return said if sign in said.lower() else None

    said = visitor.wait(f"The answer to /rekog {command} ({sign!r})", look)
    return next(line for line in said.split("\n") if sign in line.lower())
