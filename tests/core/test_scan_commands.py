"""What people ask of scans, and what they read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.core.cards import Press
from bot.core.places import Place
from bot.core.scan import ScanState
from bot.core.scan_requests import ScanAction
from bot.core.scan_text import AT_USAGE, USAGE, Said, parse
from bot.core.start_terms import NotUnderstood
from tests.core.scanners import ADMIN, MEMBER, PLACE, Office

DECISIONS = [ScanAction.CONFIRM, ScanAction.PAUSE, ScanAction.RESUME, ScanAction.CANCEL]


def presses(office: Office) -> list[Press]:
    return [each.press for each in office.board.cards[f"scan:{office.scan.id}"].buttons]


def state(office: Office) -> ScanState:
    return office.scan.state


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", Said(ScanAction.LIST)),
        ("s3://lake/p/", Said(ScanAction.SCAN, "s3://lake/p/")),
        ("s3://lake", Said(ScanAction.SCAN, "s3://lake/")),
        ("`s3://lake/p/` at 80%", Said(ScanAction.SCAN, "s3://lake/p/", (), 80.0)),
        (
            "s3://lake/a b/ labels Sea lion, Dog at 72,5",
            Said(ScanAction.SCAN, "s3://lake/a b/", ("Sea lion", "Dog"), 72.5),
        ),
        ("s3://lake/p/ label Cat", Said(ScanAction.SCAN, "s3://lake/p/", ("Cat",))),
        ("pause", Said(ScanAction.PAUSE)),
        ("Resume AB12", Said(ScanAction.RESUME, scan="ab12")),
        ("cancel ab12", Said(ScanAction.CANCEL, scan="ab12")),
    ],
)
def test_what_is_typed(text: str, said: Said) -> None:
    """The place, the labels, the confidence and the decisions, as people write them."""
    assert parse(text) == said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("https://lake/p/", USAGE),
        ("s3://L/p/", USAGE),
        ("pictures", USAGE),
        ("s3://lake/p/ at 101", AT_USAGE.format(percent="101")),
        ("s3://lake/p/ labels " + ", ".join(map(str, range(51))), "A scan takes up to 50 labels"),
    ],
)
def test_what_is_not_understood(text: str, says: str) -> None:
    """What is no S3 prefix, no percentage or too much is answered with what to write."""
    with pytest.raises(NotUnderstood, match=re.escape(says)):
        parse(text)


def test_places() -> None:
    """A place holds the keys that begin with its prefix, letter by letter."""
    assert Place.parse("s3://lake/p/") == PLACE
    assert PLACE.holds("lake", "p/a.jpg")
    assert not PLACE.holds("lake", "pictures/a.jpg")
    assert not PLACE.holds("other", "p/a.jpg")
    assert str(PLACE) == "s3://lake/p/"


def test_the_question() -> None:
    """Anybody may ask what a scan takes; the message tells it, with buttons for an admin."""
    office = Office(images=12_000, others=5)
    office.ask(ScanAction.SCAN, MEMBER, uri=str(PLACE), labels=("<Cat>",), min_confidence=80.0)
    office.work()

    assert "12,000 pictures" in office.shown
    assert "5 other objects are left out" in office.shown
    assert "about *20 min*" in office.shown
    assert "only &lt;Cat&gt;, at least 80 %" in office.shown
    assert presses(office) == [Press.SCAN_CONFIRM, Press.SCAN_CANCEL]
    assert office.replies.private == []


@pytest.mark.parametrize("action", DECISIONS)
def test_only_admins_decide(action: ScanAction) -> None:
    """Who is no admin can neither say yes nor pause, resume or cancel."""
    office = Office(images=10)
    office.ask(ScanAction.SCAN, uri=str(PLACE))
    office.work()
    before = office.scan

    office.ask(action, MEMBER, scan=before.id)

    assert "Only workspace admins and owners may" in office.told
    assert office.scan == before
    assert office.audit.entries == []


def test_what_admins_decide_is_written_down() -> None:
    """Each decision is in the log, with who took it."""
    office = Office(images=300)
    office.begin()
    for action in (ScanAction.PAUSE, ScanAction.RESUME, ScanAction.CANCEL):
        office.ask(action)

    assert [(each.who, each.action) for each in office.audit.entries] == [
        (ADMIN, f"scan {word}") for word in ("confirm", "pause", "resume", "cancel")
    ]
    assert office.scan.confirmed_by == ADMIN


def test_a_pause_and_a_resume() -> None:
    """A paused scan shows who paused it and how to go on; jobs of before do nothing."""
    office = Office(images=250)
    office.begin()
    office.work(most=1)
    office.ask(ScanAction.PAUSE)
    office.work()

    assert len(office.pond.looked) == 100
    assert office.shown.startswith(f"*Paused.* By <@{ADMIN}>.")
    assert presses(office) == [Press.SCAN_RESUME, Press.SCAN_CANCEL]
    office.ask(ScanAction.RESUME)
    office.work()
    assert sorted(office.pond.looked) == [f"p/{number:04}.jpg" for number in range(250)]


def test_a_cancelled_scan() -> None:
    """A cancelled scan does nothing any more, and its place is free."""
    office = Office(images=250)
    office.begin()
    office.work(most=1)
    office.ask(ScanAction.CANCEL)
    office.work()

    assert state(office) is ScanState.CANCELLED
    assert "100 objects had been looked at" in office.shown
    assert presses(office) == []
    office.ask(ScanAction.SCAN, uri=str(PLACE))
    assert state(office) is ScanState.COUNTING


def test_a_second_scan_of_the_same() -> None:
    """While one runs a second one of the same prefix is refused, with the id of the first."""
    office = Office(images=250)
    first = office.begin()

    office.ask(ScanAction.SCAN, uri=str(PLACE))

    assert f"is being scanned already (scan {first.id}, running)" in office.told
    assert office.scan == first


def test_a_question_that_is_asked_again() -> None:
    """A question that nobody answered gives way to a new one."""
    office = Office(images=10)
    office.ask(ScanAction.SCAN, uri=str(PLACE))
    office.work()
    first = office.scan

    office.ask(ScanAction.SCAN, uri=str(PLACE))
    office.work()
    office.ask(ScanAction.CONFIRM, scan=first.id)

    assert f"Scan {first.id} is cancelled" in office.told
    assert state(office) is ScanState.ASKED


@pytest.mark.parametrize(
    ("action", "more", "says"),
    [
        (ScanAction.SCAN, {"uri": "nothing"}, "Tell me what to scan"),
        (ScanAction.SCAN, {"uri": "s3://lake/p/out/x/"}, "where I write the results"),
        (ScanAction.PAUSE, {}, "There is no such scan"),
        (ScanAction.CANCEL, {"scan": "zz"}, "There is no such scan"),
        (ScanAction.LIST, {}, "Nothing was scanned yet"),
    ],
)
def test_what_cannot_be_done(action: ScanAction, more: dict[str, str], says: str) -> None:
    """What is asked of nothing, or of the bot's own output, has its sentence."""
    office = Office(images=10)

    office.ask(action, **more)

    assert says in office.told


def test_where_the_bot_cannot_post() -> None:
    """Where the bot is no member of the channel, whoever asks gets the message alone."""
    office = Office(images=10)
    office.board.shut = True
    office.ask(ScanAction.SCAN, uri=str(PLACE))
    office.work()
    office.ask(ScanAction.CONFIRM)

    assert "*Scanning.*" in office.told
    office.work()
    assert state(office) is ScanState.DONE


def test_the_list() -> None:
    """`/rekog scan` alone lists the scans with their states."""
    office = Office(images=10)
    scan = office.begin()
    office.work()

    office.ask(ScanAction.LIST, MEMBER)

    assert f"`{scan.id}` of `s3://lake/p/`, done, 10 pictures" in office.told


def test_a_command_that_is_run_again() -> None:
    """A command whose process died is run again, and changes nothing more."""
    office = Office(images=250)
    scan = office.begin()
    jobs = list(office.jobs.submitted)

    office.ask(ScanAction.CONFIRM, scan=scan.id)

    assert office.scan == scan
    assert office.jobs.submitted == jobs


def test_progress_and_what_it_costs() -> None:
    """The watch counts the time, and the message tells the pace, what is left and the money."""
    office = Office(images=300)
    office.begin()
    office.watch.look()
    office.work(most=1)
    office.clock.sleep(10.0)
    office.watch.look()

    assert "100 of 300 looked at, 0 failed; 10.0 a second, about 20 s left" in office.shown
    assert office.scan.seconds == 10.0
    assert presses(office) == [Press.SCAN_PAUSE, Press.SCAN_CANCEL]


def test_a_wait_that_takes_too_long() -> None:
    """A scan does not wait for its model for ever: it is paused, and says what to do."""
    office = Office(images=10)
    office.life.runs = False
    office.begin()
    office.work()
    for _ in range(130):
        office.pass_by(30.0)

    assert state(office) is ScanState.PAUSED
    assert "did not run within 1 h" in office.shown


def test_a_scan_that_does_not_move() -> None:
    """A scan whose jobs are lost is begun anew where it is, after a while."""
    office = Office(images=250)
    office.begin()
    office.work(most=1)
    office._done = len(office.jobs.submitted)  # what waits is lost
    for _ in range(30):
        office.pass_by(60.0)
        office.work()

    assert state(office) is ScanState.DONE
    assert len(office.pond.looked) == 250


def test_one_process_looks_after_the_scans() -> None:
    """Only the process that leads changes messages and counts time."""
    office = Office(images=250)
    office.begin()
    office.leads = False
    office.pass_by(100.0)

    assert office.scan.seconds == 0.0


def test_the_last_word_of_a_message() -> None:
    """When a scan ends while its message is changed, the end is what stays."""
    office = Office(images=250)
    scan = office.begin()
    office.watch.look()
    office.ask(ScanAction.CANCEL)
    office.scans.kept[scan.id] = replace(office.scan, reason="By somebody.")

    office.watch.look()

    assert "By somebody." in office.shown
