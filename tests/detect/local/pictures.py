"""Real photographs and made-up frames, and the parts that the embedded detector is tested with."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import PIL.Image
import pytest

from bot.core.model import Frame, Image
from bot.detect.local import faces
from bot.media import PillowReader

SHARED = Path(__file__).parents[4] / "shared" / "data" / "faces"

needs_faces = pytest.mark.skipif(
    not faces.available(), reason="libfacedetection has no build for this machine"
)


def photograph(name: str) -> Frame:
    """A photograph that scikit-image brings, found without importing it."""
    spec = importlib.util.find_spec("skimage")
    assert spec is not None
    assert spec.origin is not None
    return from_file(Path(spec.origin).parent / "data" / name)


def from_file(path: Path) -> Frame:
    """A photograph from disk."""
    return PillowReader(100_000_000).read(Image(path.read_bytes(), path.name))


def plain(width: int, height: int, colour: str = "white") -> Frame:
    """A frame of one colour."""
    return Frame(PIL.Image.new("RGB", (width, height), colour), width, height)
