"""What the demo teaches: squares of four photographs that come in the scikit-image package.

Three of them are textures with a name, one shows none of them. Each is cut into squares that do
not overlap; those of the last column are not taught. `docs/demo.md` names origins and licences.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image

from bot.sandbox.samples import Sample

TEXTURES = {"Brick": "brick.png", "Grass": "grass.png", "Gravel": "gravel.png"}
NOTHING = "hubble_deep_field.jpg"
"""Shows none of the textures: stars."""
CUTS = 5
"""Squares in a row and in a column."""
NEGATIVES = "_negatives"
"""The folder of pictures that show none of the labels (docs/datasets.md)."""
DATASET = "textures.zip"


@dataclass(frozen=True, slots=True)
class Square:
    """A part of a photograph.

    Attributes:
        name: of the file that it is posted as.
        label: what it shows; empty for none of the textures.
        data: a PNG.
    """

    name: str
    label: str
    data: bytes

    @property
    def title(self) -> str:
        """What a person sees in it."""
        return self.label or "None of them"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is taught, and what is asked.

    Attributes:
        dataset: a zip with a folder for each label.
        taught: the squares in it.
        unseen: those that are not.
    """

    dataset: bytes
    taught: tuple[Square, ...]
    unseen: tuple[Square, ...]

    def asked(self) -> dict[str, tuple[Square, ...]]:
        """The unseen squares by label, "" for none of the textures."""
        return {
            label: tuple(each for each in self.unseen if each.label == label)
            for label in (*TEXTURES, "")
        }


@cache
def lesson() -> Lesson:
    """Cut the photographs.

    Raises:
        SamplesMissing: they are not installed.
    """
    taught: list[Square] = []
    unseen: list[Square] = []
    for label, photograph in [*TEXTURES.items(), ("", NOTHING)]:
        for column, square in _squares(label, photograph):
            (unseen if column == CUTS - 1 else taught).append(square)
    return Lesson(_zipped(taught), tuple(taught), tuple(unseen))


def _squares(label: str, photograph: str) -> Iterator[tuple[int, Square]]:
    """All squares of a photograph with their columns."""
    with Image.open(io.BytesIO(Sample(photograph, label).read())) as opened:
        picture = opened.convert("RGB")
    side = min(picture.size) // CUTS
    for column in range(CUTS):
        for row in range(CUTS):
            left, top = column * side, row * side
            out = io.BytesIO()
            picture.crop((left, top, left + side, top + side)).save(out, "PNG")
            name = f"{(label or 'stars').lower()}-{column}-{row}.png"
            yield column, Square(name, label, out.getvalue())


def _zipped(squares: list[Square]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for square in squares:
            archive.writestr(f"{square.label or NEGATIVES}/{square.name}", square.data)
    return stream.getvalue()
