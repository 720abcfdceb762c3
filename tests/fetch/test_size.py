"""Bounds on size."""

from __future__ import annotations

import pytest

from bot.core.errors import ImageTooHeavy
from bot.core.model import MEGABYTE
from bot.fetch import size


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (40 * 1024, "40 kB"),
        (MEGABYTE * 5 // 2, "2.5 MB"),
        (200 * MEGABYTE, "200 MB"),
    ],
)
def test_sizes_for_people(count: int, text: str) -> None:
    """A size is told in the unit that a person would choose."""
    assert size.human(count) == text


def test_just_enough_passes() -> None:
    """As many bytes as allowed are taken, and not one more."""
    size.check("a", 3, 3)

    assert size.gather("a", [b"ab", b"c"], 3) == b"abc"
    with pytest.raises(ImageTooHeavy, match="a is over 3 bytes; I take files of up to 3 bytes"):
        size.gather("a", [b"ab", b"cd"], 3)
