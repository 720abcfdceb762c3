"""What a source is called in an answer."""

from __future__ import annotations

import re

from bot.core.model import Answered, LocalFile, Outcome, S3Object, SharedFile, Source


def source_of(outcome: Outcome) -> Source:
    """Where the image of an outcome came from."""
    return outcome.recognition.source if isinstance(outcome, Answered) else outcome.source


def name_of(outcome: Outcome, number: int) -> str:
    """The name of an image; "picture 2" where only Slack's id is known.

    Args:
        outcome: answered or not.
        number: its place among the images of the post, from 1.
    """
    match source_of(outcome):
        case SharedFile(name=name):
            return name or f"picture {number}"
        case S3Object(key=key):
            return _last(key)
        case LocalFile(path=path):
            return _last(path)


def file_name(outcome: Answered, number: int) -> str:
    """What the annotated image is called as a file: `cat-annotated.jpg`."""
    stem = name_of(outcome, number).rpartition(".")[0] or name_of(outcome, number)
    safe = re.sub(r"[^\w.+ -]+", "_", stem).strip(" .")[:80] or f"picture {number}"
    return f"{safe}-annotated.{outcome.annotated.extension}"


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2] or path
