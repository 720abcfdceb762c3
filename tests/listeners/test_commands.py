"""`/rekog …`, as it is typed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core import start_terms
from bot.core.requests import Entry, ModelAction, ModelRequest, StartTerms, TrainingAction
from bot.listeners.commands import HELP, MODEL_WORDS, TRAINING_WORDS
from bot.sandbox.slack import ADMIN, GENERAL, MEMBER
from tests.listeners.conftest import Office


def asked(office: Office) -> ModelRequest:
    (request,) = office.submitted
    assert isinstance(request, ModelRequest)
    return request


@pytest.mark.parametrize("word", [each.value for each in ModelAction])
def test_each_word_is_recorded(office: Office, word: str) -> None:
    """Each word is recorded with who typed it and where, and acknowledged without one."""
    acked = office.type(word, MEMBER)

    payload = office.slack.deliveries[-1].payload
    assert acked.acked
    assert acked.body == {}
    assert asked(office) == ModelRequest(
        key=f"command:{payload['trigger_id']}",
        action=ModelAction(word),
        user=MEMBER,
        team=payload["team_id"],
        channel=GENERAL,
        response_url=payload["response_url"],
        entry=Entry.COMMAND,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("start for 2h units 2 max 4", {"terms": StartTerms(7200.0, 2, 4)}),
        ("START  max 4 for 90 min", {"terms": StartTerms(5400.0, None, 4)}),
        ("start\nunits 3", {"terms": StartTerms(units=3)}),
        ("stop now", {"now": True}),
        ("Stop  NOW ", {"now": True}),
    ],
)
def test_words_behind(office: Office, text: str, expected: dict[str, Any]) -> None:
    """The terms of a start, and a stop that does not wait, are recorded."""
    office.type(text, ADMIN)

    request = asked(office)
    assert {name: getattr(request, name) for name in expected} == expected
    assert not request.confirmed


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("start 2h", start_terms.USAGE),
        ("start now", start_terms.USAGE),
        ("start for 8 days", start_terms.LEASE_USAGE),
        ("start units 6", start_terms.UNITS_USAGE),
        ("start units 3 max 2", start_terms.MAX_USAGE),
        ("stop please", "`/rekog stop now`"),
        ("keep `2h` <!here>", "`/rekog keep` stands alone: I do not know what “2h !here” means."),
        ("cost today", "`/rekog cost` stands alone"),
        ("log 20", "`/rekog log` stands alone"),
        ("jobs all", "`/rekog jobs` stands alone"),
        ("status?", "I do not know `/rekog status?`"),
    ],
)
def test_words_that_are_not_understood(office: Office, text: str, sentence: str) -> None:
    """What is not understood does nothing, and the one who typed it reads what would be."""
    acked = office.type(text, ADMIN)

    assert acked.acked
    assert sentence in acked.body["text"]
    assert acked.body.get("response_type", "ephemeral") == "ephemeral"
    assert office.submitted == []


@pytest.mark.parametrize("text", ["", "help", " HELP "])
def test_help(office: Office, text: str) -> None:
    """Without a word, or with `help`, one reads what there is."""
    assert office.type(text, MEMBER).body["text"] == HELP
    assert office.submitted == []


def test_help_is_short() -> None:
    """The help has every word and stays short enough to be read."""
    assert {*MODEL_WORDS} == {each.value for each in ModelAction}
    assert {*TRAINING_WORDS} == {each.value for each in TrainingAction}
    assert all(f"/rekog {word}" in HELP for word in (*MODEL_WORDS, *TRAINING_WORDS))
    assert len(HELP) <= 1300
    assert max(len(line) for line in HELP.splitlines()) <= 250


def test_a_command_that_is_sent_again(office: Office) -> None:
    """A command that is delivered a second time is not done a second time."""
    office.type("start", ADMIN)

    again = office.slack.retry(office.slack.deliveries[-1])

    assert again.acked
    assert asked(office).action is ModelAction.START
