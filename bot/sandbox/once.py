"""The demo without a person: everything that matters is done once, looked at, and saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bot.sandbox.answers import Result, annotated, labels_of, lines_of, result_of
from bot.sandbox.lesson import learn
from bot.sandbox.samples import SAMPLES
from bot.sandbox.visitor import NothingCame, Visitor

PHOTOGRAPH = SAMPLES[0]
Say = Callable[[str], None]


def run_once(visitor: Visitor, object_uri: str, output: Path, say: Say) -> None:
    """Post a photograph, name an S3 object, stop, start and teach the model; save what came back.

    Args:
        visitor: an admin.
        object_uri: `s3://…` of a picture that the bot may read.
        output: the folder that the answers are saved in; files of an earlier run are replaced.
        say: prints a line.

    Raises:
        NothingCame: something is missing; `str()` says what.
    """
    picture = PHOTOGRAPH
    say(f"Posting {picture.name} ...")
    ts = visitor.post("", (picture.name, picture.read(), picture.media_type))
    _save(visitor, ts, output, say)
    say(f"Naming {object_uri} ...")
    ts = visitor.post(f"<@{visitor.bot}> {object_uri}")
    for line in lines_of(_something(visitor, ts)):
        say(line)
    for command, sign in (("stop", "stopped"), ("status", "stopped"), ("start", "running")):
        say(f"/rekog {command}")
        say(f"  {_answer(visitor, command, sign)}")
    learn(visitor, output, say)


def _save(visitor: Visitor, ts: str, output: Path, say: Say) -> None:
    result = _something(visitor, ts)
    ending, image = annotated(visitor, ts)
    summary = visitor.read(visitor.replies(ts)[0])
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("annotated.*"):
        old.unlink()
    files = {
        f"annotated.{ending}": image,
        "result.json": json.dumps(result, ensure_ascii=False, indent=2).encode(),
        "summary.txt": f"{summary}\n".encode(),
    }
    say(f"Found on {PHOTOGRAPH.name}:")
    for line in lines_of(result):
        say(line)
    for name, data in files.items():
        (output / name).write_bytes(data)
        say(f"  saved {output / name}")


def _something(visitor: Visitor, ts: str) -> Result:
    """The JSON of an answer in which something was found."""
    result = result_of(visitor, ts)
    if not any(labels_of(one) for one in result["results"]):
        raise NothingCame("The answer came, but nothing was found in the picture.")
    return result


def _answer(visitor: Visitor, command: str, sign: str) -> str:
    before = visitor.command(f"/rekog {command}")

    def look() -> str | None:
        said = visitor.said_since(before)
        return said if sign in said.lower() else None

    said = visitor.wait(f"The answer to /rekog {command} ({sign!r})", look)
    return next(line for line in said.split("\n") if sign in line.lower())
