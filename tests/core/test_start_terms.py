"""What may stand behind `/rekog start`."""

from __future__ import annotations

import itertools

import pytest

from bot.core.cards import read_terms, write_terms
from bot.core.requests import StartTerms
from bot.core.start_terms import (
    LEASE_USAGE,
    MAX_USAGE,
    UNITS_USAGE,
    USAGE,
    NotUnderstood,
    parse,
)

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@pytest.mark.parametrize("parts", list(itertools.permutations(["for 2h", "units 2", "max 4"])))
def test_any_order(parts: tuple[str, ...]) -> None:
    """The terms may come in any order."""
    assert parse(" ".join(parts)) == StartTerms(2 * HOUR, 2, 4)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", StartTerms()),
        ("for 2h", StartTerms(lease_seconds=2 * HOUR)),
        ("units 2", StartTerms(units=2)),
        ("max 4", StartTerms(max_units=4)),
        ("units 3 max 3", StartTerms(units=3, max_units=3)),
    ],
)
def test_each_can_be_left_out(text: str, terms: StartTerms) -> None:
    """What is not said is left to the settings."""
    assert parse(text) == terms


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("for 90 min", 90 * MINUTE),
        ("for 90m", 90 * MINUTE),
        ("for 45 minutes", 45 * MINUTE),
        ("for 2 hours", 2 * HOUR),
        ("FOR 2 Hrs", 2 * HOUR),
        ("for2h", 2 * HOUR),
        ("for 1h30", 90 * MINUTE),
        ("for 1h 30", 90 * MINUTE),
        ("for 1h30m", 90 * MINUTE),
        ("for 1 hour and 30 minutes", 90 * MINUTE),
        ("for 1.5 hours", 90 * MINUTE),
        ("for 1,5h", 90 * MINUTE),
        ("for 1 day 6 hours", 30 * HOUR),
        ("for 10 min", 10 * MINUTE),
        ("for 7 days", 7 * DAY),
        ("for 1 week", 7 * DAY),
    ],
)
def test_times(text: str, seconds: float) -> None:
    """A time is understood as people write it."""
    assert parse(text).lease_seconds == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["units=2, max=4", "UNITS 2 and MAX 4", "unit  2\n max 4"])
def test_marks_between_the_terms(text: str) -> None:
    """Capitals, commas and other small things between the terms do not matter."""
    assert parse(text) == StartTerms(None, 2, 4)


@pytest.mark.parametrize(
    "text",
    [
        *("2h", "for", "for 2", "for a while", "for h", "for 90 30", "for 2 30h units"),
        *("units", "units two", "units 2 units 3", "max", "max 4 max 4", "for 2h for 3h"),
        *("now", "quickly", "for 2h please", "2 units", "for -2h", "units -1", "for ²h"),
        *("for 2h; units 2", "`for 2h`", "for 2h30 30", "s3://pics/cat.jpg", "for 2 fortnights"),
    ],
)
def test_what_is_not_understood(text: str) -> None:
    """Anything unclear starts nothing, and is answered with an example."""
    with pytest.raises(NotUnderstood) as unclear:
        parse(text)

    assert str(unclear.value) == USAGE


@pytest.mark.parametrize(
    "text", ["for 9 min", "for 0h", "for 8 days", "for 7 days 1 min", f"for {'9' * 400}h"]
)
def test_how_long(text: str) -> None:
    """A model is started for 10 minutes at least and 7 days at most."""
    with pytest.raises(NotUnderstood) as refused:
        parse(text)

    assert str(refused.value) == LEASE_USAGE


@pytest.mark.parametrize("text", ["units 0", "units 6", "max 0", "max 6", "units 1.5", "max 99999"])
def test_how_many(text: str) -> None:
    """A model has 1 to 5 whole inference units."""
    with pytest.raises(NotUnderstood) as refused:
        parse(text)

    assert str(refused.value) == UNITS_USAGE


@pytest.mark.parametrize("text", ["units 3 max 2", "max 1 units 5"])
def test_most_is_not_less(text: str) -> None:
    """A model cannot be scaled up to less than it starts with."""
    with pytest.raises(NotUnderstood) as refused:
        parse(text)

    assert str(refused.value) == MAX_USAGE


@pytest.mark.parametrize("sentence", [USAGE, LEASE_USAGE, UNITS_USAGE, MAX_USAGE])
def test_the_examples_are_understood(sentence: str) -> None:
    """Every example in a sentence about wrong terms is understood itself."""
    examples = [each for each in sentence.split("`") if each.startswith(("/rekog start ", "for "))]

    assert examples
    for example in examples:
        assert parse(example.removeprefix("/rekog start ")) != StartTerms()


@pytest.mark.parametrize("text", ["", "for 1h30", "units 2", "for 7 days units 2 max 4"])
def test_terms_travel_on_a_button(text: str) -> None:
    """The question whether to start carries the terms, and its button brings them back whole."""
    terms = parse(text)

    assert read_terms(write_terms(terms)) == terms
