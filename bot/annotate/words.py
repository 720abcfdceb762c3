"""A label and what follows it, set in type: the words of a caption, and of the strip."""

from __future__ import annotations

from dataclasses import dataclass

from bot.annotate.palette import Colour
from bot.annotate.typeset import Line, Typesetter


@dataclass(frozen=True, slots=True)
class Words:
    """A label, and a note after it: its confidence, or how many there are. Sizes in pixels.

    Attributes:
        colour: the label's; `None` for words that are no label.
        label: set in type, cut off where there was no room.
        note: set in type, never cut off.
        is_cut: nearly nothing is left of the label.
    """

    colour: Colour | None
    label: Line
    note: Line | None
    is_cut: bool = False

    @property
    def gap(self) -> int:
        """Between the label and the note."""
        return round(0.32 * self.label.size) if self.note else 0

    @property
    def width(self) -> int:
        """Of both together."""
        return self.label.width + self.gap + (self.note.width if self.note else 0)

    @property
    def above(self) -> int:
        """How far they reach above the baseline."""
        return max(self.label.above, self.note.above if self.note else 0)

    @property
    def below(self) -> int:
        """How far they reach below the baseline."""
        return max(self.label.below, self.note.below if self.note else 0)


def set_words(
    typesetter: Typesetter,
    label: str,
    note: str,
    font: int,
    width: int,
    colour: Colour | None = None,
) -> Words:
    """Set words in a font size, at most `width` pixels wide; the note may be empty."""
    tail = typesetter.line(note, font) if note else None
    words = Words(colour, typesetter.line(label, font), tail)
    if words.width <= width:
        return words
    room = width - (words.width - words.label.width)
    cut = typesetter.fitted(label, font, room)
    return Words(colour, cut, tail, is_cut=cut.width < 3 * font)
