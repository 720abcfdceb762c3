"""Scans, their chunks and their results, in each kind of database and in the tests' double."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.places import Place
from bot.core.scan import Chunk, Count, ObjectResult, Scan, ScanState, Tally
from bot.core.scan_records import Scans
from bot.store import Database, forget_before
from bot.store.scans import StoredScans
from tests.fake_scans import FakeScans
from tests.store.conftest import KINDS, opened

PLACE = Place("lake", "photos/süd ☕/")
SCAN = Scan(
    "ab12",
    PLACE,
    ScanState.COUNTING,
    "U1",
    "C1",
    ("Cat", "Dog"),
    80.0,
    count=Count(5, 4, 400, "photos/süd ☕/d", 1),
    asked_at=1000.0,
)


@pytest.fixture(params=KINDS)
def scans(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scans]:
    if request.param == "memory":
        yield FakeScans()
        return
    with opened(request, tmp_path) as store:
        yield store.scans


def result(key: str, failure: str = "") -> ObjectResult:
    return ObjectResult(key, {"uri": key, "detections": []}, "Cat", 99.5, failure)


def test_a_scan_comes_back(scans: Scans) -> None:
    """What was kept of a scan is what is read again, by its id and among the latest."""
    scans.begin(SCAN)

    assert scans.get("ab12") == SCAN
    assert scans.under_way() == scans.latest(5) == [SCAN]
    assert scans.get("other") is None
    assert scans.update("other", lambda kept: kept) is None


def test_one_scan_has_a_place(scans: Scans) -> None:
    """While one runs no other takes its place; one that was only asked about gives way."""
    scans.begin(replace(SCAN, state=ScanState.ASKED))
    second = replace(SCAN, id="cd34", asked_at=1001.0)
    elsewhere = replace(SCAN, id="ef56", place=Place("lake", "other/"), asked_at=1002.0)

    assert scans.begin(second) is None
    assert scans.begin(second) is None
    assert scans.begin(replace(SCAN, id="ff00")) == second
    assert scans.begin(elsewhere) is None
    first = scans.get("ab12")
    assert first is not None
    assert first.state is ScanState.CANCELLED
    assert [each.id for each in scans.under_way()] == ["cd34", "ef56"]
    assert [each.id for each in scans.latest(2)] == ["ef56", "cd34"]


def test_a_change_is_kept(scans: Scans) -> None:
    """A change is told as before and after, and stays."""
    scans.begin(SCAN)

    changed = scans.update("ab12", lambda kept: replace(kept, state=ScanState.RUNNING, round=1))

    assert changed is not None
    assert changed[0] == SCAN
    assert scans.get("ab12") == changed[1]
    assert changed[1].round == 1


def test_a_chunk_is_taken_once(scans: Scans) -> None:
    """Whoever takes a number second gets what the first has taken."""
    scans.begin(SCAN)
    first = Chunk(1, "", "photos/b", 2, 1, end=False)

    assert scans.take("ab12", first) == first
    assert scans.take("ab12", replace(first, last="photos/c")) == first
    assert scans.chunk("ab12", 1) == scans.last_chunk("ab12") == first
    assert scans.chunk("ab12", 2) is None
    assert scans.last_chunk("cd34") is None


def test_an_object_is_counted_once(scans: Scans) -> None:
    """However often the result of an object is kept, the first one stays and counts."""
    scans.begin(SCAN)
    scans.take("ab12", Chunk(1, "", "c", 3, 2, end=True))

    for _ in range(3):
        scans.keep("ab12", 1, result("b"))
        scans.keep("ab12", 1, result("a", "damaged"))
    scans.keep("ab12", 1, result("b", "late"))

    assert scans.tally("ab12") == Tally(1, 1, 2)
    assert scans.known("ab12", 1) == {"a", "b"}
    assert list(scans.results("ab12")) == [result("a", "damaged"), result("b")]


def test_the_last_chunk_to_be_closed_ends_the_scan(scans: Scans) -> None:
    """A scan is through when its end is listed and no chunk is open."""
    scans.begin(SCAN)
    for number in (1, 2, 3):
        scans.take("ab12", Chunk(number, "", "c", 1, 0, end=number == 3))

    ends = [scans.close("ab12", number) for number in (1, 3)]

    assert ends == [False, False]
    assert scans.open_chunks("ab12") == [2]
    assert scans.close("ab12", 2)
    assert scans.close("ab12", 2)


def test_chunks_closed_at_once(database: Database) -> None:
    """Of chunks that are closed at the same moment, one at least sees the end."""
    scans = StoredScans(database)
    scans.begin(SCAN)
    for number in range(1, 9):
        scans.take("ab12", Chunk(number, "", "c", 1, 0, end=number == 8))
    gate, ends = threading.Barrier(8), []

    def close(number: int) -> None:
        gate.wait()
        ends.append(scans.close("ab12", number))

    threads = [threading.Thread(target=close, args=(number,)) for number in range(1, 9)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert any(ends)


def test_many_results_come_in_order(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results come a page at a time, all of them, each once."""
    monkeypatch.setattr("bot.store.scans.PAGE", 7)
    scans = StoredScans(database)
    scans.begin(SCAN)
    scans.take("ab12", Chunk(1, "", "z", 30, 0, end=True))
    keys = [f"photos/süd ☕/{number:03}" for number in range(30)]
    for key in reversed(keys):
        scans.keep("ab12", 1, result(key))

    assert [each.key for each in scans.results("ab12")] == keys


def test_old_scans_are_forgotten(database: Database) -> None:
    """A scan that is over is forgotten after a while with its results; one that runs is not."""
    scans = StoredScans(database)
    scans.begin(replace(SCAN, state=ScanState.DONE))
    scans.take("ab12", Chunk(1, "", "z", 1, 0, end=True))
    scans.keep("ab12", 1, result("a"))
    scans.begin(replace(SCAN, id="cd34", state=ScanState.PAUSED))

    assert forget_before(database, 999.0) == 0
    assert forget_before(database, 2000.0) == 3
    assert [each.id for each in scans.latest(5)] == ["cd34"]
    assert list(scans.results("ab12")) == []
