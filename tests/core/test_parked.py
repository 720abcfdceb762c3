"""Jobs that kept failing, in the hands of admins."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.core.attempts import Attempt
from bot.core.model import Member, S3Object, Thread
from bot.core.parked import ParkedJobs, describe
from bot.core.permission import Permission
from bot.core.records import Parked
from bot.core.requests import (
    FeedBatchRequest,
    FeedRequest,
    HelpRequest,
    ModelAction,
    ModelRequest,
    ObjectRequest,
    ParkedRequest,
    Request,
)
from bot.core.scan_requests import ChunkRequest, ScanAction, ScanRequest
from bot.core.teach_requests import DrawnRequest
from tests.core.image_jobs import CAT, DOG, Killed, post
from tests.fake_records import FakeAudit, FakeParking
from tests.fakes import FakeClock, FakeJobs, FakeMembers, FakeReplies

PARKED = Parked("ref-1", post(), Attempt(number=4, failures=3), "Slack was away.", 1.0)


@dataclass
class Desk:
    """What admins decide with."""

    parking: FakeParking = field(default_factory=lambda: FakeParking({"ref-1": PARKED}))
    jobs: FakeJobs = field(default_factory=FakeJobs)
    replies: FakeReplies = field(default_factory=FakeReplies)
    audit: FakeAudit = field(default_factory=FakeAudit)
    clock: FakeClock = field(default_factory=FakeClock)

    def press(self, *, retry: bool, user: str = "UADMIN", reference: str = "ref-1") -> str:
        """Press a button; what the one who pressed reads."""
        people = {
            "UADMIN": Member("UADMIN", "T1", is_admin=True),
            "UBOSS": Member("UBOSS", "T1", is_admin=True),
            "UGUEST": Member("UGUEST", "T1", is_guest=True),
        }
        permission = Permission(FakeMembers(people), "T1", ())
        parked = ParkedJobs(
            self.parking,
            self.jobs,
            permission,
            self.replies,
            self.audit,
            self.clock,
            model="v1",
        )
        parked.run(ParkedRequest("click:1", reference, retry, user, "T1", "C1", "https://slack/r"))
        (told_user, told) = self.replies.private[-1]
        assert told_user == user
        return told


class DeadlyParking(FakeParking):
    """The process is killed as it takes the first job out."""

    deadly = True

    def take(self, reference: str) -> Parked | None:
        if self.deadly:
            self.deadly = False
            raise Killed
        return super().take(reference)


class BrokenParking(FakeParking):
    """A database that is away."""

    def take(self, reference: str) -> Parked | None:
        raise OSError("secret of the database")


def test_a_job_is_retried() -> None:
    """A retried job runs again under a fresh number, with all its tries left."""
    desk = Desk()

    told = desk.press(retry=True)

    assert desk.jobs.submitted == [(post(), 0.0)]
    assert desk.jobs.attempts == [Attempt(number=5, failures=0)]
    assert desk.parking.here == {}
    assert told.startswith("I try again: a picture in <#C1>")


def test_only_the_job_that_was_meant_is_retried() -> None:
    """Of several parked jobs the one whose button was pressed runs again; the others stay."""
    other = Parked("ref-2", post(key="other"), Attempt(number=1), "Slack was away.", 2.0)
    desk = Desk(parking=FakeParking({"ref-1": PARKED, "ref-2": other}))

    desk.press(retry=True)

    assert desk.jobs.submitted == [(post(), 0.0)]
    assert list(desk.parking.here) == ["ref-2"]


def test_a_job_is_dropped() -> None:
    """A dropped job is never run again, and the admin reads which one it was."""
    desk = Desk()

    told = desk.press(retry=False)

    assert desk.jobs.submitted == []
    assert desk.parking.here == {}
    assert told.startswith("Dropped: a picture in <#C1>")


@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize("first", [True, False])
def test_two_admins_at_once(first: bool, second: bool) -> None:
    """Of two admins who press at once one acts; the other reads that it is done already."""
    desk = Desk()
    desk.press(retry=first)

    told = desk.press(retry=second, user="UBOSS")

    assert told == "Nothing to do: the job ref-1 was retried or dropped already."
    assert len(desk.jobs.submitted) == int(first)
    assert [each.who for each in desk.audit.entries] == ["UADMIN"]


@pytest.mark.parametrize("retry", [True, False])
def test_only_admins_decide(retry: bool) -> None:
    """Who may not operate the model may not decide about jobs, and reads who may."""
    desk = Desk()

    told = desk.press(retry=retry, user="UGUEST")

    assert "workspace admins and owners may retry or drop jobs" in told
    assert list(desk.parking.here) == ["ref-1"]
    assert desk.audit.entries == []


@pytest.mark.parametrize(("retry", "action"), [(True, "retry job"), (False, "drop job")])
def test_a_decision_is_written_down(retry: bool, action: str) -> None:
    """The audit says who decided what about which job, and when."""
    desk = Desk()

    desk.press(retry=retry)

    (entry,) = desk.audit.entries
    assert (entry.who, entry.action, entry.entry, entry.model) == (
        "UADMIN",
        action,
        "button",
        "v1",
    )
    assert entry.at == desk.clock.wall()
    assert entry.detail.startswith("ref-1: a picture in <#C1>")


def test_killed_in_the_middle_of_a_retry() -> None:
    """A process that is killed between submitting and taking out loses nothing, nor runs twice."""
    desk = Desk(parking=DeadlyParking({"ref-1": PARKED}))
    with pytest.raises(Killed):
        desk.press(retry=True)

    told = desk.press(retry=True)

    assert told.startswith("I try again")
    assert len(desk.jobs.submitted) == 1
    assert desk.parking.here == {}


def test_a_database_that_is_away() -> None:
    """When nothing can be decided now, the admin reads a reference and nothing of the cause."""
    desk = Desk(parking=BrokenParking({"ref-1": PARKED}))

    told = desk.press(retry=False)

    assert told.startswith("Something went wrong on my side")
    assert "secret" not in told


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (post(CAT, DOG), "2 pictures in <#C1>, posted <!date^"),
        (
            ObjectRequest("k", S3Object("pics", "cat.jpg"), "U1", "C1", ""),
            "`/rekog detect` in <#C1> by <@U1>",
        ),
        (
            ModelRequest("k", ModelAction.STOP, "U1", "T1", "C1", ""),
            "`/rekog stop` by <@U1>",
        ),
        (
            DrawnRequest("k", "U1", "T1", "C1", "image", "ref1", (), 1.0),
            "what <@U1> teaches in <#C1>",
        ),
        (HelpRequest("k", Thread("C1", "1.1")), "a call for help in <#C1>"),
        (
            FeedRequest("k", Thread("C1", ""), "", (S3Object("pics", "<!here>"),), "", rule="r"),
            "`s3://pics/&lt;!here&gt;` for <#C1>",
        ),
        (FeedBatchRequest("k", "s3://pics/", 1), "a message about the feed of s3://pics/"),
        (ScanRequest("k", ScanAction.SCAN, "U1", "T1", "C1", ""), "`/rekog scan` in <#C1> by"),
        (ChunkRequest.of("ab12", 1, 1), "a part of scan `ab12`"),
        (ParkedRequest("k", "r", True, "U1", "T1", "C1", ""), "a job (`ParkedRequest`)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_job_has_words(request_: Request, words: str) -> None:
    """Whatever was asked, admins read what it was and where."""
    assert describe(request_).startswith(words)
