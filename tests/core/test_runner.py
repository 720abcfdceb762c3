"""What becomes of a job that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.core.attempts import FIRST_ATTEMPT, Attempt, Journal
from bot.core.cards import Press
from bot.core.errors import PostFailed, SlackAway
from bot.core.model import Thread
from bot.core.records import Parked
from bot.core.requests import HelpRequest, Request
from bot.core.retries import NOT_POSTED, UNKNOWN
from bot.core.runner import JobRunner
from bot.core.teach_requests import DrawnRequest
from tests.core.image_jobs import POSTED, Killed, post
from tests.fake_records import FakeParking
from tests.fakes import FakeBoard, FakeClock, FakeJobs, FakeJournal, FakeReplies


@dataclass
class Office:
    """A runner whose jobs end as a test says."""

    error: BaseException | None = None
    jobs: FakeJobs = field(default_factory=FakeJobs)
    parking: FakeParking = field(default_factory=FakeParking)
    board: FakeBoard = field(default_factory=FakeBoard)
    replies: FakeReplies = field(default_factory=FakeReplies)
    clock: FakeClock = field(default_factory=FakeClock)
    ran: list[tuple[Any, Journal]] = field(default_factory=list)

    def run(self, request: Request, attempt: Attempt = FIRST_ATTEMPT) -> None:
        kinds = (type(post()), DrawnRequest)
        runners: dict[type, Callable[[Any, Journal], None]] = dict.fromkeys(kinds, self._work)
        runner = JobRunner(runners, self.jobs, self.parking, self.board, self.replies, self.clock)
        runner.run(request, FakeJournal(attempt))

    def parked(self) -> Parked:
        (parked,) = self.parking.here.values()
        return parked

    def _work(self, request: Any, journal: Journal) -> None:
        self.ran.append((request, journal))
        if self.error is not None:
            raise self.error


class StumblingParking(FakeParking):
    """A database that is away for a moment."""

    stumbles = 2

    def park(self, parked: Parked) -> None:
        self.stumbles -= 1
        if self.stumbles >= 0:
            raise OSError("the database is restarting")
        super().park(parked)


def test_a_job_is_run_by_its_kind() -> None:
    """A request goes to the runner of its kind, with its journal."""
    office = Office()

    office.run(post(), Attempt(number=3))

    ((request, journal),) = office.ran
    assert request == post()
    assert journal.attempt == Attempt(number=3)
    assert office.jobs.submitted == []


@pytest.mark.parametrize(
    ("error", "delays"),
    [(SlackAway(reason="HTTP 503"), NOT_POSTED.delays), (KeyError("x"), UNKNOWN.delays)],
    ids=["slack away", "unknown"],
)
def test_a_failure_that_passes_is_tried_again(error: Exception, delays: tuple[float, ...]) -> None:
    """A job that failed by something that passes runs again after growing pauses, then no more."""
    office = Office(error)
    office.jobs.submit(post())

    for attempt in office.jobs.attempts:  # grows while it is read
        office.run(post(), attempt)

    assert [delay for _, delay in office.jobs.submitted[1:]] == list(delays)
    assert office.parked().attempt == Attempt(len(delays) + 1, len(delays))


def test_a_job_is_parked_for_admins() -> None:
    """Admins read what failed, where and why, and can retry or drop it by its reference."""
    office = Office(PostFailed(reason="not_in_channel"))

    office.run(post())

    parked, ((key, card),) = office.parked(), office.board.admins
    assert (parked.request, parked.attempt) == (post(), FIRST_ATTEMPT)
    assert parked.at == office.clock.wall()
    assert key == f"parked:{parked.reference}"
    assert f"a picture in <#C1>, posted <!date^{POSTED}^" in card.text
    assert f"`{parked.reference}`" in card.text
    assert "not_in_channel" in card.text
    assert [(each.press, each.value) for each in card.buttons] == [
        (Press.RETRY_JOB, parked.reference),
        (Press.DROP_JOB, parked.reference),
    ]


def test_the_same_run_is_parked_once() -> None:
    """A run that is repeated after a crash parks under the same reference and tells once."""
    office = Office(PostFailed(reason="not_in_channel"))

    office.run(post())
    office.run(post())

    assert len(office.parking.here) == len(office.board.admins) == 1


def test_another_run_is_parked_anew() -> None:
    """A job that was retried and failed again is told to admins again."""
    office = Office(PostFailed(reason="not_in_channel"))

    office.run(post())
    office.run(post(), Attempt(number=2))

    assert len(office.board.admins) == 2


@pytest.mark.parametrize(("url", "told"), [("https://slack/r", 1), ("", 0)])
def test_the_asker_is_told(url: str, told: int) -> None:
    """When Slack takes no answer, the one who asked by shortcut is told privately."""
    office = Office(PostFailed(reason="not_in_channel"))

    office.run(post(url=url))

    assert len(office.replies.private) == told


def test_who_drew_is_told() -> None:
    """Who was told on the page to wait for word in Slack gets it there, when there is no thanks."""
    office = Office(SlackAway(reason="x"))
    drawn = DrawnRequest("k", "U1", "T1", "C1", "image", "ref1", (), 1.0)

    office.run(drawn, Attempt(number=9, failures=9))

    assert [user for user, _ in office.replies.private] == ["U1"]


def test_an_unknown_error_tells_nothing_but_a_reference() -> None:
    """Of an unforeseen error, people and admins read a reference and none of its own words."""
    office = Office(KeyError("xoxb-secret"))

    office.run(post(url="https://slack/r"), Attempt(number=3, failures=2))

    ((_, told),) = office.replies.private
    ((_, card),) = office.board.admins
    assert office.parked().reference in told
    assert "secret" not in told + card.text + office.parked().sentence


def test_a_request_that_nobody_runs() -> None:
    """A request without a runner is tried again, for the version that knows it, then parked."""
    office, asked = Office(), HelpRequest("help:1", Thread("C1", "1.1"))

    office.run(asked)
    office.run(asked, Attempt(number=3, failures=2))

    assert [request for request, _ in office.jobs.submitted] == [asked]
    assert office.parked().request == asked


def test_a_database_that_is_away_for_a_moment() -> None:
    """A job that cannot be parked at once is parked as soon as the database is back."""
    office = Office(PostFailed(reason="not_in_channel"), parking=StumblingParking())

    office.run(post())

    assert office.parked().request == post()


def test_a_database_that_stays_away(caplog: pytest.LogCaptureFixture) -> None:
    """A job that cannot be kept at all does not break its worker; the log names it."""
    parking = StumblingParking()
    parking.stumbles = 10_000
    office = Office(PostFailed(reason="not_in_channel"), parking=parking)

    office.run(post())

    assert "T1:C1:1 is lost" in caplog.text


def test_the_end_of_the_process_is_no_failure() -> None:
    """A job that is cut off by the end of its process is left for the next one."""
    office = Office(Killed())

    with pytest.raises(Killed):
        office.run(post())

    assert office.jobs.submitted == []
    assert office.parking.here == {}
