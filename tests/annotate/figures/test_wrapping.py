"""Text in several lines: nothing gets lost, and only the last may be too long."""

from __future__ import annotations

import unicodedata

import pytest

from bot.annotate.figures.paper import typesetter
from bot.annotate.figures.wrapping import wrapped

TEXTS = [
    "A caption that is much longer than the picture above it is wide",
    "山田太郎さん倉庫" * 5,
    "محمد علي بن عبد الله " * 4,
    "ท้องฟ้า" * 9,
    "🚜🐈" * 20,
    "short wordswithoutanyspacebetweenthem, then more of them",
]


@pytest.mark.parametrize("text", TEXTS)
def test_lines_fit(text: str) -> None:
    """In every script each line is narrow enough, and together they say all."""
    lines = wrapped(text, 20, 180, 50)

    assert len(lines) > 1
    assert all(typesetter().line(line, 20).width <= 180 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", TEXTS)
def test_no_mark_loses_its_letter(text: str) -> None:
    """A vowel sign or an accent stands on the line of its letter."""
    lines = wrapped(text, 20, 60, 50)

    assert all(unicodedata.category(line[0])[0] != "M" for line in lines)


def test_words_stay_whole() -> None:
    """A line ends where a word ends, if it can."""
    lines = wrapped(TEXTS[0], 20, 180, 50)

    assert " ".join(lines) == TEXTS[0]


def test_the_last_line_has_the_rest() -> None:
    """Of more text than there are lines, nothing is thrown away here."""
    lines = wrapped(TEXTS[0], 20, 180, 2)

    assert len(lines) == 2
    assert " ".join(lines) == TEXTS[0]


def test_nothing_has_no_lines() -> None:
    """No text, no line."""
    assert wrapped("  ", 20, 180, 2) == []


def test_a_letter_wider_than_a_line_has_its_own() -> None:
    """However narrow a line is, it has a letter."""
    assert wrapped("WWW", 20, 5, 9) == ["W", "W", "W"]
