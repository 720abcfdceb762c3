"""Words beside pictures are taken for a statement only when they are nothing else."""

from __future__ import annotations

import pytest

from bot.core.said import Said, offered, parse


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("this is Alice", Said("Alice")),
        ("<@U1> this is Alice", Said("Alice")),
        ("<@U1|rekog>: These are Alice!", Said("Alice")),
        ("that's Alice", Said("Alice")),
        ("That’s Zoë Müller.", Said("Zoë Müller")),
        ("it is “Alice”", Said("Alice")),
        ("these are all Alice", Said("Alice")),
        ("this is a space shuttle", Said("space shuttle")),
        ("this is not Alice", Said("Alice", here=False)),
        ("this isn't Alice", Said("Alice", here=False)),
        ("these aren’t Alice", Said("Alice", here=False)),
        ("this is Salt &amp; Pepper", Said("Salt & Pepper")),
        ("nothing here", Said("")),
        ("There's nothing in these pictures.", Said("")),
        ("nothing", Said("")),
    ],
)
def test_statements(text: str, said: Said) -> None:
    """“This is Alice”, “this is not Alice” and “nothing here”, however they are written."""
    assert parse(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "look",
        "<@U1>",
        "is this Alice?",
        "this is Alice?",
        "Alice",
        "I think this is Alice",
        "this is Alice\nand that is Bob",
        "nothing new here, just testing",
        "this is s3://bucket/key.jpg",
        "this is",
        f"this is {'x' * 101}",
        "thisis Alice",
        "this was Alice",
    ],
)
def test_talk(text: str) -> None:
    """Questions, several lines and longer talk say nothing of a picture."""
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("this is Alice", "Alice"),
        ("this is Alice B. Cooper", "Alice B. Cooper"),
        ("this is great", ""),
        ("this is my dog", ""),
        ("this is not Alice", ""),
        ("nothing here", ""),
        ("this is Why We Cannot Have Nice Things", ""),
        ("good morning", ""),
    ],
)
def test_what_is_offered_unasked(text: str, label: str) -> None:
    """Who does not speak to the bot is offered a button only for what is written like a name."""
    assert offered(text) == label
