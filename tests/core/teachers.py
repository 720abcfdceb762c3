"""A trainer that learns labels by heart, and what is around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.answering import Reply
from bot.core.attempts import FIRST_ATTEMPT
from bot.core.dataset import Dataset, LabelledImage
from bot.core.errors import RekogError
from bot.core.evaluation import Comparison, Evaluation
from bot.core.labelling import KeptImage, Mark
from bot.core.model import AnnotatedImage, Detection, Image, Member, Thread
from bot.core.permission import Permission
from bot.core.requests import FollowRequest, TrainingAction, TrainingRequest
from bot.core.training_commands import TrainingCommands
from bot.core.training_jobs import TrainingJobs
from bot.core.versions import Estimate, ModelVersion, Training, TrainingState
from tests.fake_records import FakeAudit, FakeLabelling, FakeVersions
from tests.fakes import FakeBoard, FakeClock, FakeJobs, FakeJournal, FakeMembers, FakeReplies

ADMIN, MEMBER = "U1", "U2"


@dataclass
class FakeTrainer:
    """Learns in so many looks, and gets as many test images wrong as it is told.

    Attributes:
        looks: how many see it train.
        wrong: by version, how many test images it gets wrong.
        fails: its sentence when it fails.
        trouble: raised once each by the next calls.
    """

    looks: int = 1
    wrong: dict[int, int] = field(default_factory=dict)
    fails: str = ""
    refuses: tuple[str, ...] = ()
    trouble: list[Exception] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    stopped: Exception | None = None
    kept_copies: tuple[LabelledImage, ...] = ()

    detector = "local"

    def problems(self, dataset: Dataset) -> tuple[str, ...]:
        return self.refuses

    def estimate(self, dataset: Dataset) -> Estimate:
        return Estimate(60.0, 0.0, "on this machine")

    def begin(self, version: ModelVersion, dataset: Dataset) -> str:
        self._stumble()
        self.begun.append(version.number)
        return f"handle:{version.number}"

    def look(self, version: ModelVersion, dataset: Dataset) -> TrainingState:
        self._stumble()
        if self.looks > 1:
            self.looks -= 1
            return TrainingState(Training.RUNS)
        if self.fails:
            return TrainingState(Training.FAILED, self.fails)
        return TrainingState(Training.DONE, model=b"learned")

    def thresholds(self, version: ModelVersion) -> Mapping[str, float] | float:
        return 50.0

    def reported(self, version: ModelVersion) -> str:
        return "AWS measured F1 0.83."

    def tidy(self, dataset: Dataset) -> None:
        self._stumble()
        self.kept_copies = dataset.images

    def judge(self, version: ModelVersion) -> Callable[[LabelledImage], tuple[Detection, ...]]:
        if self.stopped is not None:
            raise self.stopped
        left = [self.wrong.get(version.number, 0)]

        def look(image: LabelledImage) -> tuple[Detection, ...]:
            left[0] -= 1
            if left[0] >= 0:
                return ()
            return tuple(Detection(label, 90.0) for label in sorted(image.labels))

        return look

    def _stumble(self) -> None:
        if self.trouble:
            raise self.trouble.pop(0)


@dataclass
class FakeGallery:
    shared: list[str] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)

    def share(self, key: str, name: str, data: bytes, alt: str, thread: Thread) -> None:
        self.shared.append(name)
        self.threads.append(thread)


class FakeFigures:
    def card(
        self, evaluation: Evaluation, comparison: Comparison | None, title: str
    ) -> AnnotatedImage:
        return AnnotatedImage(b"card", "image/png", 1, 1)

    def worst(
        self, evaluation: Evaluation, images: Sequence[LabelledImage], name: str
    ) -> AnnotatedImage | None:
        known = {image.id for image in images}
        shown = [each for each in evaluation.worst if each.image in known]
        return AnnotatedImage(b"worst", "image/png", 1, 1) if shown else None


class School:
    """What a team has, and a trainer."""

    def __init__(self) -> None:
        self.clock, self.labelling, self.versions = FakeClock(), FakeLabelling(), FakeVersions()
        self.board, self.jobs, self.audit = FakeBoard(), FakeJobs(), FakeAudit()
        self.replies, self.gallery, self.trainer = FakeReplies(), FakeGallery(), FakeTrainer()
        self.forgotten: list[str] = []
        self.base: ModelVersion | None = ModelVersion.base("local")
        self._count = 0
        people = {ADMIN: Member(ADMIN, "T1", is_admin=True), MEMBER: Member(MEMBER, "T1")}
        self.permission = Permission(FakeMembers(people), "T1", ())

    def add(self, label: str, count: int) -> None:
        """Images that show a label."""
        for _ in range(count):
            self._count += 1
            data = f"image {self._count}".encode()
            alike = (hash_of(self._count), hash_of(-self._count))
            kept = KeptImage(Image(data, "a.png"), 10, 10, alike, f"f{self._count}")
            known = self.labelling.keep(kept, 1.0)
            self.labelling.say(known, [Mark(label)], who=ADMIN, at=1.0, origin="test")

    def commands(self, *, taught: bool = True) -> TrainingCommands:
        return TrainingCommands(
            "local",
            self.trainer if taught else None,
            labelling=self.labelling,
            versions=self.versions,
            permission=self.permission,
            replies=self.replies,
            board=self.board,
            jobs=self.jobs,
            audit=self.audit,
            clock=self.clock,
            at_once=True,
            forget=self._forget,
            base=self.base,
        )

    def training(self) -> TrainingJobs:
        """A new process."""
        return TrainingJobs(
            self.trainer,
            labelling=self.labelling,
            versions=self.versions,
            board=self.board,
            gallery=self.gallery,
            figures=FakeFigures(),
            jobs=self.jobs,
            clock=self.clock,
        )

    def ask(
        self, action: TrainingAction, what: str = "", *, user: str = ADMIN, confirmed: bool = False
    ) -> Reply:
        self._count += 1
        request = TrainingRequest(
            f"k{self._count}", action, user, "T1", "C1", "", what=what, confirmed=confirmed
        )
        return self.commands().answer(request)

    def follow(self) -> None:
        """Run what was submitted, and what comes of it."""
        while self.jobs.submitted:
            request, delay = self.jobs.submitted.pop(0)
            assert isinstance(request, FollowRequest)
            self.clock.sleep(delay)
            self.training().run(request, FakeJournal(FIRST_ATTEMPT))

    def trained(self, wrong: int = 0) -> ModelVersion:
        """Another version, which gets so many test images wrong."""
        number = len(self.versions.all("local")) + 1
        self.trainer.wrong[number] = wrong
        self.ask(TrainingAction.TRAIN, confirmed=True)
        self.follow()
        return self.versions.all("local")[0]

    def _forget(self, label: str) -> int:
        self.forgotten.append(label)
        return 1


def hash_of(number: int) -> int:
    """64 bits that are near to no others."""
    import random

    return random.Random(number).getrandbits(64)


__all__ = ["ADMIN", "MEMBER", "FakeTrainer", "RekogError", "School"]
