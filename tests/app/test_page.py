"""How what is drawn on the page gets into the dataset."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.app.page import PATIENCE_SECONDS, SavedByJob
from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.errors import NotATeacher, SavingLate
from bot.core.labelling import KeptImage, Mark
from bot.core.model import Image, Member, PixelBox
from bot.core.permission import Permission
from bot.core.requests import Request
from bot.core.teach_requests import DrawnRequest
from bot.page import Link
from tests.fake_records import FakeLabelling
from tests.fakes import FakeClock, FakeJobs, FakeMembers

MARKS = (Mark("Cat", PixelBox(1, 2, 30, 20)), Mark("Day"))


@dataclass
class Prompt(FakeJobs):
    """Runs each job at once."""

    labelling: FakeLabelling = field(default_factory=FakeLabelling)

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        assert isinstance(request, DrawnRequest)
        marks, at = request.marks, request.at
        self.labelling.say(request.image, marks, who=request.user, at=at, origin=request.origin)
        return super().submit(request, delay=delay, attempt=attempt)


def saved(
    jobs: FakeJobs, labelling: FakeLabelling, clock: FakeClock, *, guest: bool = False
) -> DrawnRequest:
    """Save what was drawn; the job."""
    kept = KeptImage(Image(b"cat", "cat.png"), 40, 30, (0, 0), "slack:F1")
    image = labelling.keep(kept, 1.0)
    people = FakeMembers({"U1": Member("U1", "T1", is_guest=guest)})
    save = SavedByJob(Permission(people, "T1", ()), jobs, labelling, clock)
    save(Link("L1", "U1", image, "ref1", 0, "T1", "C1", "1.1"), MARKS)
    ((request, _),) = jobs.submitted
    assert isinstance(request, DrawnRequest)
    return request


def test_what_was_drawn_is_a_job() -> None:
    """The job says who drew what, for which answer, and in which thread to thank."""
    labelling = FakeLabelling()

    request = saved(Prompt(labelling=labelling), labelling, FakeClock())

    assert (request.user, request.team, request.origin) == ("U1", "T1", "ref1")
    assert (request.channel, request.thread_ts, request.marks) == ("C1", "1.1", MARKS)


def test_a_job_that_has_to_wait() -> None:
    """Where the workers are busy the page says so after ten seconds, and the job is kept."""
    jobs, clock = FakeJobs(), FakeClock()
    before = clock.now()

    with pytest.raises(SavingLate, match="tell you in Slack"):
        saved(jobs, FakeLabelling(), clock)

    assert len(jobs.submitted) == 1
    assert clock.now() == pytest.approx(before + PATIENCE_SECONDS, abs=0.2)


def test_a_member_who_became_a_guest() -> None:
    """Who may not teach any more is told so on the page, and no job is made."""
    jobs = FakeJobs()

    with pytest.raises(NotATeacher):
        saved(jobs, FakeLabelling(), FakeClock(), guest=True)

    assert jobs.submitted == []
