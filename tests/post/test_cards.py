"""Cards as Block Kit."""

from __future__ import annotations

import pytest

from bot.core.cards import Button, Card, Press, Style
from bot.post.cards import card_blocks, card_text
from bot.sandbox.slack.blocks import check_message

FIGURES = "today      4.00 USD  ████\nthis month 12.50 USD"


def kinds(card: Card) -> list[str]:
    return [block["type"] for block in check_message(card_blocks(card), lambda file: False)]


def test_a_card_is_its_text_its_figures_and_its_buttons() -> None:
    """What a card has is shown in this order, and nothing else."""
    keep = Button("Keep 1 hour", Press.KEEP)

    assert kinds(Card("The model runs.")) == ["section"]
    assert kinds(Card("Costs.", figures=FIGURES)) == ["section", "rich_text"]
    assert kinds(Card("Soon off.", (keep,), FIGURES)) == ["section", "rich_text", "actions"]


def test_markup_of_the_text_is_kept() -> None:
    """Mentions and dates are Slack's business; nothing else becomes a link."""
    text = "<@U1> started it; it stops <!date^1800000000^{time}|at 9:00>."

    [section] = card_blocks(Card(text))

    assert section["text"] == {"type": "mrkdwn", "text": text, "verbatim": True}


def test_figures_are_shown_as_they_are() -> None:
    """Nothing in the figures can be taken for markup, and their columns stay."""
    card = Card("Costs.", figures="a <b> & `c`\n  1   2")

    assert card_blocks(card)[1]["elements"][0]["elements"] == [
        {"type": "text", "text": "a <b> & `c`\n  1   2"}
    ]


def test_the_text_for_screen_readers_has_the_figures() -> None:
    """Whoever hears a card hears its figures too, escaped."""
    assert card_text(Card("Costs.", figures="a < b")) == "Costs.\na &lt; b"
    assert card_text(Card("It runs.")) == "It runs."


def test_a_button_says_what_it_asks_for() -> None:
    """A button carries its press, its value and its style, and no empty field."""
    stop = Button("Stop now", Press.STOP, "m1", Style.DANGER)

    [first, second] = card_blocks(Card("?", (stop, Button("No", Press.DISMISS))))[1]["elements"]

    assert first == {
        "type": "button",
        "text": {"type": "plain_text", "text": "Stop now", "emoji": False},
        "action_id": "model_stop",
        "value": "m1",
        "style": "danger",
    }
    assert set(second) == {"type", "text", "action_id"}


def test_buttons_of_the_same_kind_can_be_told_apart() -> None:
    """Action ids differ within a message; what is before the colon says what is asked for."""
    buttons = [Button("Retry", Press.RETRY_JOB, f"r{number}") for number in range(3)]

    elements = card_blocks(Card("Jobs.", tuple(buttons)))[1]["elements"]

    assert [each["action_id"] for each in elements] == ["job_retry", "job_retry:2", "job_retry:3"]


def test_more_than_slack_takes() -> None:
    """However much there is, the card is one that Slack takes."""
    lines = "\n".join(f"{number} " + "x" * 2000 for number in range(30))
    buttons = tuple(Button("y" * 100, Press.RETRY_JOB, str(number)) for number in range(60))

    shown = kinds(Card(lines, buttons, "z" * 9000))

    assert shown == ["section"] * 10 + ["rich_text"] + ["actions"] * 3


def test_empty_lines() -> None:
    """A text with empty lines keeps them between the others; an empty figure is none."""
    card = Card("One.\n\nTwo.\n", figures="\n")

    assert [block["text"]["text"] for block in card_blocks(card)] == ["One.\n\nTwo."]


def test_a_button_that_carries_too_much(caplog: pytest.LogCaptureFixture) -> None:
    """A value is never cut, since half an id is another one; the button is left out instead."""
    card = Card("?", (Button("Retry", Press.RETRY_JOB, "v" * 2001),))

    assert kinds(card) == ["section"]
    assert "job_retry" in caplog.text
