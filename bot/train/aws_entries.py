"""What a dataset at AWS and the team's dataset have not in common."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.dataset import Annotation, Split
from bot.core.model import S3Object
from bot.train.formats.ground_truth_lines import entry_of
from bot.train.rules_images import some

MAX_CHANGES = 5 * 1024 * 1024
"""Bytes of one UpdateDatasetEntries: `GroundTruthBlob` in botocore's service model."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What has to change at AWS.

    Attributes:
        change: lines that are new there, or say something else.
        gone: whether AWS has images that the team's dataset has not; no operation takes single
            entries away.
    """

    change: tuple[bytes, ...]
    gone: bool

    def chunk(self) -> bytes:
        """As many lines as one call takes."""
        chunk = b""
        for line in self.change:
            if len(chunk) + len(line) + 1 > MAX_CHANGES:
                break
            chunk += line + b"\n"
        return chunk


def difference(wanted: bytes, listed: Iterable[str]) -> Difference:
    """Compare a manifest with the entries that AWS lists.

    Only what they say of the images is compared: AWS adds fields of its own and may write numbers
    and dates in its own way.
    """
    lines = wanted.splitlines()
    want = {source: (said, line) for line in lines for source, said in (_said(line),)}
    there = dict(_said(each.encode()) for each in listed)
    change = [line for source, (said, line) in want.items() if there.get(source) != said]
    return Difference(tuple(change), not there.keys() <= want.keys())


def refused(listed: Iterable[str], names: dict[str, str]) -> str:
    """The images of entries that AWS cannot use, for people.

    Args:
        listed: the entries with errors.
        names: as people know the images, by key.
    """
    told = [names.get(key, key) for key in map(_key, listed)]
    count = f"{len(told)} image{'' if len(told) == 1 else 's'}"
    return f"AWS cannot use {count} of the dataset: {some(told)}. Label them anew or delete them."


def _said(line: bytes) -> tuple[str, frozenset[Annotation] | None]:
    """The source of a line and its annotations; `None` where they cannot be read."""
    try:
        entry, _ = entry_of(line, Split.UNDECIDED)
    except ValueError:
        return _source(line.decode("utf-8", "replace")), None
    return entry.reference, frozenset(entry.annotations)


def _source(line: str) -> str:
    try:
        return str(json.loads(line)["source-ref"])
    except (ValueError, KeyError, TypeError):
        return ""


def _key(line: str) -> str:
    place = S3Object.parse(_source(line))
    return place.key if place else "a line without an image"
