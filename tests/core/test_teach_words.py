"""What people read who teach."""

from __future__ import annotations

import pytest

from bot.core.labelling import Mark
from bot.core.model import PixelBox
from bot.core.said_words import Seen, one_by_one, question
from bot.core.teach_words import shown, thanks

BOX = PixelBox(0, 0, 10, 10)


def test_labels_are_shown_as_they_are() -> None:
    """Nothing in a label becomes a link, a mention or bold, and a long one is cut."""
    assert shown("<!channel> *a* & `b`") == "&lt;!channel&gt; ∗a∗ &amp; ˋbˋ"
    assert len(shown("x" * 300)) == 80


def test_many_things_are_counted() -> None:
    """A long thank-you names the first ones and counts the others."""
    said = [(number, Mark("Alice", BOX)) for number in range(1, 21)]

    card = thanks("U1", said, range(1, 21))

    assert card.text.endswith("Alice at box 12, 8 more.")
    assert card.buttons[0].value.startswith("1,2,3,")


@pytest.mark.parametrize(
    ("mark", "number", "words"),
    [
        (Mark("Alice", BOX), 2, "Alice at box 2"),
        (Mark("Alice", BOX, here=False), 2, "nothing at box 2"),
        (Mark("Night"), None, "Night in the picture"),
        (Mark("Night", here=False), None, "no Night in the picture"),
        (Mark(""), None, "nothing that we name is in the picture"),
    ],
)
def test_what_was_learned(mark: Mark, number: int | None, words: str) -> None:
    """The thank-you says what was learned, so that a mistake is seen."""
    assert thanks("U1", [(number, mark)], [1]).text == f"Thank you, <@U1>: {words}."


@pytest.mark.parametrize(
    ("faces", "words"),
    [
        ([1], "Shall I learn *Alice* from one picture? I found one face in it."),
        (
            [0],
            "Shall I learn *Alice* from one picture? I found no face in it, so there the whole "
            "picture counts.",
        ),
        (
            [1, 1, 0],
            "Shall I learn *Alice* from 3 pictures? I found one face in 2 pictures. I found no "
            "face in one picture, so there the whole picture counts.",
        ),
    ],
)
def test_the_question(faces: list[int], words: str) -> None:
    """The question says how many pictures there are, and what was found in them."""
    seen = [Seen(place, "a.png", count) for place, count in enumerate(faces)]

    assert question("Alice", True, seen, "{}").text == words


def test_many_pictures_with_several_faces() -> None:
    """Ten are asked about, and it is said."""
    seen = [Seen(place, f"{place}.png", 2, f"r{place}") for place in range(12)]

    card = one_by_one("Alice", seen)

    assert card.text == (
        "12 pictures with several faces: please show me which one is Alice. These are the first 10."
    )
    assert card.buttons[3].value == "r3|Alice"
    assert len(card.buttons) == 10
