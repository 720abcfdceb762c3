"""Which pictures are worth a look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.core.model import Detection, Recognition, S3Object, SharedFile, Source, Timings
from bot.core.review import Reviewed, Situation, choose
from tests.core.teachers import hash_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
KNOWN = {"Cat": 50, "Dog": 50, "Rare": 0}


def seen(
    name: str,
    label: str = "Cat",
    confidence: float = 99.0,
    *,
    days: float = 1.0,
    source: Source | None = None,
    asked: float | None = None,
    alike: tuple[int, int] | None = None,
) -> Recognition:
    found = (Detection(label, confidence),) if label else ()
    return Recognition(
        name,
        source or SharedFile(f"F{name}"),
        40,
        30,
        found,
        "local",
        "v1",
        asked,
        NOW - timedelta(days=days),
        Timings(0, 0, 0, 0),
        alike,
    )


def situation(day: date = TODAY, past: frozenset[str] = frozenset()) -> Situation:
    return Situation(KNOWN, NOW.timestamp(), day, past)


def ids(chosen: tuple[Reviewed, ...]) -> list[str]:
    return [each.recognition.id for each in chosen]


SURE = [seen(f"sure{number}", days=20.0) for number in range(10)]


def test_what_is_near_the_threshold_comes_first() -> None:
    """An answer that may as well have been the other way teaches most."""
    unsure = [seen("a", confidence=52.0, days=20), seen("b", confidence=48.0, days=20)]

    chosen = choose([*SURE, *unsure], situation())

    assert set(ids(chosen)[:2]) == {"a", "b"}
    assert chosen[0].why == "I was not sure"


def test_the_threshold_is_the_one_that_was_asked_for() -> None:
    """Who asked for 90 percent is unsure at 91, not at 51."""
    recent = [seen("low", confidence=51.0, asked=90.0), seen("near", confidence=91.0, asked=90.0)]

    assert ids(choose(recent, situation(), 2))[0] == "near"


def test_labels_that_are_short_of_examples() -> None:
    """A label that the team has hardly taught is worth a look."""
    chosen = choose([*SURE, seen("rare", "Rare", days=20)], situation())

    assert ids(chosen)[0] == "rare"
    assert chosen[0].why == "I know few examples of it"


def test_labels_that_are_newly_common() -> None:
    """What came up three times this week, and hardly before, is worth a look."""
    new = [seen(f"new{number}", "Dog") for number in range(3)]
    old = [seen(f"old{number}", "Cat", days=20) for number in range(3)]

    chosen = choose([*new, *old], situation())

    assert all(each.startswith("new") for each in ids(chosen)[:2])
    assert chosen[0].why == "this came up often lately"


def test_the_last_one_is_drawn_by_lot() -> None:
    """One picture is drawn by lot, the same all day and another one on other days."""
    recent = [*SURE, seen("a", confidence=50.0), seen("b", confidence=50.0)]
    days = [NOW.date() + timedelta(days=each) for each in range(20)]

    lots = [choose(recent, situation(day))[-1] for day in days]

    assert choose(recent, situation())[-1] == choose(recent, situation())[-1]
    assert {each.why for each in lots} == {"drawn by lot"}
    assert len({each.recognition.id for each in lots}) > 3


ONE, NEARLY, OTHER = hash_of(1), hash_of(1) ^ 1, hash_of(2)


def test_near_duplicates_are_shown_once() -> None:
    """The same file, or a picture that looks nearly the same, is not shown twice."""
    same = S3Object("bucket", "key")
    recent = [
        seen("a", source=same),
        seen("b", source=same),
        seen("c", alike=(ONE, 7)),
        seen("d", alike=(NEARLY, 9)),
        seen("e", alike=(OTHER, 2**63)),
        seen("f", alike=(11, ONE)),
    ]

    chosen = choose(recent, situation(), 9)

    assert set(ids(chosen)) == {"a", "c", "e"}
    assert {each.recognition.id: each.first for each in chosen} == {"a": "b", "c": "f", "e": "e"}


def test_what_looks_like_a_labelled_image_is_left_alone() -> None:
    """Also where it was labelled elsewhere, or an older answer about it was reviewed."""
    recent = [seen("a", alike=(ONE, 7)), seen("b", alike=(OTHER, 7)), seen("c", alike=(OTHER, 9))]
    known = replace(situation(past=frozenset({"c"})), labelled=((NEARLY, 5),))

    assert choose(recent, known) == ()


def test_what_was_reviewed_is_left_alone() -> None:
    """Nobody is asked again about what was corrected or shown before."""
    recent = [seen("a", confidence=50.0), seen("b", confidence=50.0)]

    assert ids(choose(recent, situation(past=frozenset({"a"})))) == ["b"]


def test_there_is_nothing_to_review() -> None:
    """Without pictures, or without room for any, nothing is chosen."""
    assert choose([], situation()) == ()
    assert choose(SURE, situation(), 0) == ()
    assert len(choose(SURE, situation(), 3)) == 1
