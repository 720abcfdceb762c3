"""The demo's lesson: three textures, cut from photographs in the scikit-image package.

Each photograph (CC0, https://scikit-image.org/docs/stable/api/skimage.data.html) is cut into
squares that do not overlap. Most of them are taught; the last column is seen by nobody before.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from bot.sandbox.samples import Sample
from bot.sandbox.visitor import Message, Visitor

TEXTURES = {"Brick": "brick.png", "Grass": "grass.png", "Gravel": "gravel.png"}
CUTS = 4
"""Squares in a row and in a column."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is taught, and what is asked.

    Attributes:
        dataset: a zip with a folder for each label.
        count: how many pictures are in it.
        unseen: a label, and a picture of it that is not in the dataset.
    """

    dataset: bytes
    count: int
    unseen: tuple[tuple[str, bytes], ...]


def lesson() -> Lesson:
    """Cut the photographs.

    Raises:
        SamplesMissing: they are not installed.
    """
    unseen, count, stream = [], 0, io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for label, name in TEXTURES.items():
            photograph = Image.open(io.BytesIO(Sample(name, label).read()))
            side = photograph.width // CUTS
            for x in range(CUTS):
                for y in range(CUTS):
                    data = _square(photograph, x * side, y * side, side)
                    if x < CUTS - 1:
                        archive.writestr(f"{label}/{label.lower()}-{x}-{y}.png", data)
                        count += 1
                    elif y == 0:
                        unseen.append((label, data))
    return Lesson(stream.getvalue(), count, tuple(unseen))


def teach(visitor: Visitor, say: Say) -> bytes:
    """Teach the bot by what a team does in Slack: import, train, use; the card of its figures.

    Args:
        visitor: an admin.
        say: prints a line.

    Raises:
        NothingCame: something is missing; `str()` says what.
    """
    taught = lesson()
    say(f"Teaching {', '.join(TEXTURES)} from {taught.count} pictures: @Rekog import ...")
    zipped = ("textures.zip", taught.dataset, "application/zip")
    ts = visitor.post(f"<@{visitor.bot}> import", file=zipped)
    said = visitor.wait("What came of the import", lambda: _first(visitor, ts, "Imported"))
    say(f"  {visitor.read(said).splitlines()[0]}")
    say("/rekog train")
    before = visitor.command("/rekog train")
    question = visitor.wait("The question", lambda: _new(visitor, before, "Shall I train it?"))
    visitor.press(question, "train_confirmed")
    trained = visitor.wait("The figures", lambda: _new(visitor, before, "is trained"))
    say(f"  {visitor.read(trained).splitlines()[0].replace('*', '')}")
    card = visitor.wait("The card", lambda: _picture(visitor, trained["ts"]))
    say("/rekog use v1")
    before = visitor.command("/rekog use v1")
    visitor.wait("The switch", lambda: _new(visitor, before, "switched the team to v1"))
    return card


def save_card(card: bytes, output: Path, say: Say) -> None:
    """Save the card of the figures."""
    place = output / "evaluation.png"
    place.write_bytes(card)
    say(f"  saved {place}")


def _square(photograph: Image.Image, left: int, top: int, side: int) -> bytes:
    out = io.BytesIO()
    photograph.crop((left, top, left + side, top + side)).convert("RGB").save(out, "PNG")
    return out.getvalue()


def _first(visitor: Visitor, ts: str, words: str) -> Message | None:
    return next((each for each in visitor.replies(ts) if words in visitor.read(each)), None)


def _new(visitor: Visitor, before: set[str], words: str) -> Message | None:
    new = (each for each in visitor.messages() if each["ts"] not in before)
    return next((each for each in new if words in visitor.read(each)), None)


def _picture(visitor: Visitor, ts: str) -> bytes | None:
    files: list[dict[str, Any]] = [
        file for each in visitor.replies(ts) for file in each.get("files") or ()
    ]
    return visitor.download(files[0]["id"]) if files else None
