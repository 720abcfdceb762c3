"""What is kept comes back as it was, and only once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest

from bot.core.attempts import Attempt
from bot.core.life_record import LifeRecord, Phase, Run
from bot.core.model import (
    BoundingBox,
    Detection,
    Recognition,
    S3Object,
    SharedFile,
    Thread,
    Timings,
)
from bot.core.records import AuditEntry, Parked, Posting
from bot.core.requests import RecognitionRequest
from bot.store import Database, Store, forget_before
from tests.fakes import FakeClock

T = TypeVar("T")

FOUND = Recognition(
    id="abc",
    source=S3Object("bucket", "a b/ü.jpg", "v1"),
    width=40,
    height=30,
    detections=(
        Detection("Cat", 98.76543210123, BoundingBox(0.1, 0.2, 0.3, 0.4), {"Parents": ["Animal"]}),
        Detection("Indoors", 60.0),
    ),
    detector="custom-labels",
    model_version="pets.1",
    min_confidence=None,
    answered_at=datetime(2026, 11, 23, 1, 2, 3, 456789, UTC),
    timings=Timings(0.1, 0.2, 0.3, 0.4),
)
REQUEST = RecognitionRequest(
    key="T1:C1:1.5",
    thread=Thread("C1", "1.5"),
    message_ts="1.5",
    sources=(SharedFile("F1", "cat.jpg"), S3Object("bucket", "key")),
    requested_by="U1",
    min_confidence=80.0,
)


@pytest.fixture
def store(database: Database) -> Store:
    return Store.of(database, FakeClock())


def at_once(work: Callable[[], T], count: int = 8) -> list[T]:
    """Do the same in several threads at the same moment."""
    gate = threading.Barrier(count)

    def run(number: int) -> T:
        gate.wait()
        return work()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_a_recognition_comes_back_as_it_was(store: Store) -> None:
    """Nothing of what was found is lost or rounded."""
    store.recognitions.keep("key", 2, FOUND)

    assert store.recognitions.kept("key", 2) == FOUND
    assert store.recognitions.kept("key", 1) is None


def test_the_first_recognition_stays(store: Store) -> None:
    """An image that was detected twice in a crash keeps what was found first."""
    store.recognitions.keep("key", 0, FOUND)
    store.recognitions.keep("key", 0, replace(FOUND, id="other"))
    store.recognitions.posted("key", Thread("C1", "2.5"))

    assert store.recognitions.kept("key", 0) == FOUND


def test_a_recognition_is_found_by_its_id(store: Store) -> None:
    """The reference that people see leads to what was found."""
    store.recognitions.keep("key", 0, FOUND)

    assert store.recognitions.find(FOUND.id) == FOUND
    assert store.recognitions.find("other") is None


def test_what_was_answered_lately(store: Store) -> None:
    """Answers of one channel, the latest first, without those that were never posted."""
    times = [datetime(2026, 11, day, tzinfo=UTC) for day in (20, 22, 21, 1)]
    found = [replace(FOUND, id=f"r{day.day}", answered_at=day) for day in times]
    for place, each in enumerate(found):
        store.recognitions.keep(f"key{place}", 0, each)
        store.recognitions.posted(f"key{place}", Thread("C1", "2.5"))
    store.recognitions.keep("elsewhere", 0, replace(found[0], id="elsewhere"))
    store.recognitions.posted("elsewhere", Thread("C2", "2.5"))
    store.recognitions.keep("unposted", 0, replace(found[0], id="unposted"))

    since = datetime(2026, 11, 10, tzinfo=UTC).timestamp()

    assert [each.id for each in store.recognitions.recent("C1", 9, since)] == ["r22", "r21", "r20"]
    assert [each.id for each in store.recognitions.recent("C1", 1, since)] == ["r22"]


def test_a_message_is_begun_once(store: Store) -> None:
    """Of several at once, one is the first; the others learn what is known."""
    begun = at_once(lambda: store.posts.begin("key"))

    store.posts.uploaded("key", "F1")
    store.posts.done("key", Thread("C1", "2.5"))

    assert sorted(each.first for each in begun) == [False] * 7 + [True]
    assert store.posts.begin("key") == Posting(False, Thread("C1", "2.5"), "F1")


def test_who_waits_keeps_the_place(store: Store) -> None:
    """The line is in the order of arrival, and entering again changes nothing about it."""
    other = replace(REQUEST, key="other")

    places = [
        store.waiting.enter(REQUEST, Attempt(), 10.0),
        store.waiting.enter(other, Attempt(), 10.0),
        store.waiting.enter(REQUEST, Attempt(2), 99.0),
    ]
    store.waiting.noticed(REQUEST.key, "3.5")
    first, second = store.waiting.line(10)

    assert places == [1, 2, 1]
    assert (first.request, first.attempt, first.since, first.notice) == (
        REQUEST,
        Attempt(2),
        10.0,
        "3.5",
    )
    assert (second.request, second.notice) == (other, "")
    assert store.waiting.count() == 2


def test_who_left_is_known_by_its_notice(store: Store) -> None:
    """One leaves once; the notice can still be edited, and waiting again goes to the end."""
    other = replace(REQUEST, key="other")
    store.waiting.enter(REQUEST, Attempt(), 10.0)
    store.waiting.enter(other, Attempt(), 11.0)
    store.waiting.noticed(REQUEST.key, "3.5")

    left = at_once(lambda: store.waiting.leave(REQUEST.key))
    line = [each.request.key for each in store.waiting.line(10)]
    notice = store.waiting.notice(REQUEST.key)
    again = store.waiting.enter(REQUEST, Attempt(3), 12.0)

    assert sorted(left) == [False] * 7 + [True]
    assert line == ["other"]
    assert notice == "3.5"
    assert again == 2


def test_a_parked_request_is_taken_once(store: Store) -> None:
    """Of several admins at once, one takes it, as it was."""
    parked = Parked("abc", REQUEST, Attempt(4, 3), "It failed.", 5.0)
    store.parking.park(parked)
    store.parking.park(replace(parked, sentence="Something else."))
    listed, count = store.parking.parked(5), store.parking.count()

    taken = at_once(lambda: store.parking.take("abc"))

    assert (listed, count) == ([parked], 1)
    assert [each for each in taken if each is not None] == [parked]
    assert store.parking.count() == 0


def test_a_life_is_off_before_it_began(store: Store) -> None:
    """A model that nothing is known of is off."""
    assert store.lives.load("m") == LifeRecord("m")


def test_of_two_changes_at_once_the_second_sees_the_first(store: Store) -> None:
    """Nobody changes a life by what it was before somebody else's change."""
    at_once(lambda: store.lives.update("m", lambda now: replace(now, failures=now.failures + 1)))
    before, after = store.lives.update(
        "m", lambda now: replace(now, phase=Phase.ON, wishes=("a", "b"))
    )

    assert before.failures == 8
    assert (
        store.lives.load("m") == after == LifeRecord("m", Phase.ON, failures=8, wishes=("a", "b"))
    )


def test_one_process_leads(store: Store) -> None:
    """One leads as long as it says so; after a minute's silence another one takes over."""
    led = [
        store.lives.lead("m", "a", 100.0),
        store.lives.lead("m", "b", 101.0),
        store.lives.lead("m", "a", 150.0),
        store.lives.lead("m", "b", 209.0),
        store.lives.lead("m", "b", 210.0),
        store.lives.lead("m", "a", 211.0),
    ]

    assert led == [True, False, True, False, True, False]


def test_who_resigns_is_followed_at_once(store: Store) -> None:
    """Only the holder can resign; then the next one leads without a minute's silence."""
    store.lives.lead("m", "a", 100.0)

    store.lives.resign("m", "b")
    early = store.lives.lead("m", "b", 101.0)
    store.lives.resign("m", "a")

    assert not early
    assert store.lives.lead("m", "b", 102.0)


def test_a_clock_that_jumped_back_locks_nobody_out(store: Store) -> None:
    """A renewal from the future counts as silence."""
    store.lives.lead("m", "a", 9999.0)

    assert store.lives.lead("m", "b", 100.0)


def test_spending_adds_up(store: Store) -> None:
    """A run's cost is told by run and by day."""
    run = Run("r1", "m", "U1", began=50.0, seconds=0.0, dollars=0.0, units=2, max_units=3)
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    store.spending.begin(run)
    store.spending.begin(replace(run, who="U2"))

    store.spending.add("r1", monday, 30.0, 1.5)
    store.spending.add("r1", monday, 30.0, 1.5)
    store.spending.add("r1", tuesday, 10.0, 0.5)
    store.spending.add("no such run", tuesday, 10.0, 0.5)
    store.spending.end("r1", 120.0, "idle")
    store.spending.end("r1", 999.0, "again")

    assert store.spending.days(monday, monday) == {monday: 3.0}
    assert store.spending.days(monday, tuesday) == {monday: 3.0, tuesday: 0.5}
    ended = replace(run, seconds=70.0, dollars=3.5, ended=120.0, reason="idle")
    assert store.spending.run("r1") == ended
    assert store.spending.runs(5) == [ended]
    assert store.spending.run("r2") is None


def test_the_audit_is_read_from_the_end(store: Store) -> None:
    """The latest entry comes first."""
    entries = [
        AuditEntry(float(at), "U1", "start", "command", "m", f"number {at}") for at in range(3)
    ]
    for entry in entries:
        store.audit.write(entry)

    assert store.audit.latest(2) == [entries[2], entries[1]]


def test_signs_of_life(store: Store) -> None:
    """Who has been silent for a minute is dead, until it is heard of again or forgotten."""
    store.executors.beat("a", "jobs-v1", 100.0)
    store.executors.beat("b", "jobs-v2", 130.0)
    store.executors.beat("c", "jobs-v1", 90.0)

    dead = store.executors.dead(161.0)
    alive = store.executors.alive(161.0, "jobs-v2")
    store.executors.beat("a", "jobs-v1", 161.0)
    store.executors.forget("c")

    assert sorted(dead) == ["a", "c"]
    assert alive == ["b"]
    assert store.executors.dead(161.0) == []


def test_old_records_are_forgotten(database: Database, store: Store) -> None:
    """What was answered long ago goes; who still waits, and what was spent, stays."""
    store.recognitions.keep("key", 0, FOUND)
    store.posts.begin("key")
    store.waiting.enter(REQUEST, Attempt(), 10.0)
    store.waiting.enter(replace(REQUEST, key="other"), Attempt(), 10.0)
    store.waiting.leave("other")

    forgotten = forget_before(database, 4_000_000_000.0)

    assert forgotten == 3
    assert store.recognitions.kept("key", 0) is None
    assert [each.request for each in store.waiting.line(5)] == [REQUEST]
