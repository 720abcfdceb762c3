"""What a label may be called."""

from __future__ import annotations

import pytest

from bot.core.errors import LabelEmpty, LabelTooLong, LabelUnreadable
from bot.core.label_names import label_name, refusal


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Cat", "Cat"),
        ("  Cat \n", "Cat"),
        ("traffic light", "traffic light"),
        ("Cafe\u0301", "Café"),
        ("🐈", "🐈"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("猫", "猫"),
        ("<b>&", "<b>&"),
        ("e\u0301" * 100, "é" * 100),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_label_is_taken(text: str, label: str) -> None:
    """In any script, with emoji, trimmed, and the same however it was typed."""
    assert label_name(text) == label


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200b", " \u200d\u00a0"])
def test_a_label_needs_a_name(text: str) -> None:
    """Something must be seen of it."""
    with pytest.raises(LabelEmpty, match="needs a name"):
        label_name(text)


def test_a_label_that_is_too_long() -> None:
    """The sentence says how long it may be, and shows the start of it only."""
    with pytest.raises(LabelTooLong) as caught:
        label_name("x" * 300)

    assert "up to 100 characters" in caught.value.sentence
    assert "has 300" in caught.value.sentence
    assert "x" * 31 not in caught.value.sentence


@pytest.mark.parametrize("bad", ["\n", "\0", "\x1b", "\u2028", "\u202e", "\u2066", "\udc80"])
def test_characters_that_no_label_has(bad: str) -> None:
    """Line breaks, controls, what turns a text round, halves of characters; told without them."""
    with pytest.raises(LabelUnreadable) as caught:
        label_name(f"Cat{bad}Dog")

    assert "Cat�Dog" in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "says"), [("Zoë 🧀", ""), ("", ""), ("x" * 101, "up to 100"), ("a\nb", "be seen")]
)
def test_a_form_says_what_is_wrong(text: str, says: str) -> None:
    """A field shows why its label is refused; an empty one is for the form to judge."""
    found = refusal(text)

    assert says in found
    assert bool(found) is bool(says)
