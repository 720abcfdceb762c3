"""A scan with its jobs, on doubles."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.errors import DamagedImage
from bot.core.model import Detected, Detection, Frame, Image, Member, S3Object, Source
from bot.core.permission import Permission
from bot.core.places import Place
from bot.core.ports import JobQueue
from bot.core.recognition import Steps
from bot.core.requests import Request
from bot.core.scan import Scan, ScanState
from bot.core.scan_commands import ScanCommands, ScanTools
from bot.core.scan_counting import Counting
from bot.core.scan_finishing import Finishing, Made
from bot.core.scan_flow import ScanBoard, ScanFlow
from bot.core.scan_jobs import ScanJobs
from bot.core.scan_looking import Looker, PixelGate
from bot.core.scan_money import Tariff
from bot.core.scan_outcome import ScanOutcome
from bot.core.scan_requests import (
    ChunkRequest,
    CountRequest,
    FinishRequest,
    GoOnRequest,
    ScanAction,
    ScanRequest,
)
from bot.core.scan_view import Pace, ScanView
from bot.core.scan_watch import ScanWatch
from bot.core.scan_working import ChunkWork, Standing
from tests.fake_records import FakeAudit
from tests.fake_scans import FakeGallery, FakeListing, FakeOutput, FakeScanLife, FakeScans
from tests.fakes import (
    FakeAnnotator,
    FakeBoard,
    FakeClock,
    FakeJobs,
    FakeJournal,
    FakeMembers,
    FakeReader,
    FakeReplies,
)

PLACE = Place("lake", "p/")
ADMIN, MEMBER = "U1", "U2"
CAT, DOG = Detection("Cat", 90.0), Detection("Dog", 60.0)


@dataclass
class Pond:
    """Fetches the key itself, and detects a cat in it, unless a key has an error of its own."""

    errors: dict[str, Exception] = field(default_factory=dict)
    all_meet: Exception | None = None
    looked: list[str] = field(default_factory=list)
    name: str = "labels"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fetch(self, source: Source) -> Image:
        assert isinstance(source, S3Object)
        with self.lock:
            self.looked.append(source.key)
        if (error := self.all_meet or self.errors.get(source.key)) is not None:
            raise error
        return Image(b"picture", source.key)

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        return Detected((CAT, DOG), "v1")


class Office:
    """Everything that works with scans; its jobs are run by `work`."""

    def __init__(self, images: int = 0, others: int = 0) -> None:
        self.clock, self.scans, self.board = FakeClock(), FakeScans(), FakeBoard()
        self.life, self.jobs, self.pond = FakeScanLife(), FakeJobs(), Pond()
        self.listing, self.output, self.gallery = FakeListing(), FakeOutput(), FakeGallery()
        self.audit, self.replies = FakeAudit(), FakeReplies()
        self.listing.objects = {f"p/{n:04}.jpg": 100 for n in range(images)}
        self.listing.objects |= {f"p/{n:04}.txt": 100 for n in range(others)}
        self.flow = ScanFlow(self.scans, self.jobs, self.clock)
        pace = Pace(self.clock)
        self.view = ScanView(self.scans, lambda: Tariff(10.0), self.life.expected, pace)
        message = ScanBoard(self.scans, self.board, self.view.card)
        self.counting = Counting(self.scans, self.listing, self.flow, message, self.jobs)
        standing = Standing(self.scans, self.life.lasting, self.clock)
        steps = Steps(
            self.pond,
            FakeReader(),
            self.pond,
            FakeAnnotator(),
            self.clock,
            threading.Semaphore(2),
        )
        looker = Looker(steps, None, PixelGate(10_000))
        self.pool = ThreadPoolExecutor(1)
        self.work_ = ChunkWork(looker, self.scans, standing, self.life.used, self.pool)
        self.chunks = ScanJobs(
            self.scans, self.listing, self.work_, self.flow, message, self.life, self.jobs
        )
        self.finishing = Finishing(
            self.scans,
            self,
            self.output,
            self.gallery,
            self.flow,
            message,
            lambda scan: 1.5,
            self.clock,
        )
        self.leads = True
        self.watch = ScanWatch(
            self.scans,
            self.view,
            message,
            self.flow,
            self.life,
            self.jobs,
            pace,
            self.clock,
            lead=lambda: self.leads,
            limit=3600.0,
        )
        tools = ScanTools(
            self.scans,
            self.listing,
            self.flow,
            message,
            self.jobs,
            self.audit,
            self.clock,
            (Place("lake", "p/out/"),),
            "model",
        )
        people = {ADMIN: Member(ADMIN, "T1", is_admin=True), MEMBER: Member(MEMBER, "T1")}
        permission = Permission(FakeMembers(people), "T1", ())
        self.commands = ScanCommands(tools, permission, self.replies)
        self._done = 0

    @contextmanager
    def made(self, scan: Scan) -> Iterator[Made]:
        """Files with the keys; fits `Reports`."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "results.csv"
            results = list(self.scans.results(scan.id))
            file.write_text("\n".join(each.key for each in results))
            done = sum(not each.failure for each in results)
            outcome = ScanOutcome(done, len(results) - done, 0, 0, [("Cat", done)], [], [])
            yield Made([file], outcome)

    def ask(self, action: ScanAction, user: str = ADMIN, **more: object) -> None:
        """What somebody types or presses."""
        number = self.clock.seconds
        self.clock.sleep(1.0)
        request = ScanRequest(f"k{number}", action, user, "T1", "C1", "")
        self.commands.run(replace(request, **more))  # type: ignore[arg-type]

    def begin(self) -> Scan:
        """Ask, count, and say yes."""
        self.ask(ScanAction.SCAN, uri=str(PLACE))
        self.work()
        self.ask(ScanAction.CONFIRM)
        return self.scan

    @property
    def scan(self) -> Scan:
        """The latest."""
        return self.scans.latest(1)[0]

    @property
    def told(self) -> str:
        """The last private word."""
        return self.replies.private[-1][1]

    @property
    def shown(self) -> str:
        """What the scan's message says."""
        return self.board.cards[f"scan:{self.scan.id}"].text

    def work(self, most: int = 1000) -> int:
        """Run so many jobs, those that come of them too; how many there were."""
        ran = 0
        while self._done < len(self.jobs.submitted) and ran < most:
            request, _ = self.jobs.submitted[self._done]
            attempt = self.jobs.attempts[self._done]
            self._done += 1
            ran += 1
            self.run(request, attempt)
        return ran

    def run(self, request: Request, attempt: Attempt = FIRST_ATTEMPT) -> None:
        """Run one job."""
        journal = FakeJournal(attempt)
        match request:
            case CountRequest():
                self.counting.run(request, journal)
            case ChunkRequest():
                self.chunks.run(request, journal)
            case GoOnRequest():
                self.chunks.go_on(request, journal)
            case FinishRequest():
                self.finishing.run(request, journal)

    def pass_by(self, seconds: float) -> None:
        """Time passes, and the watch looks."""
        self.watch.look()
        self.clock.sleep(seconds)
        self.watch.look()


__all__ = ["ADMIN", "MEMBER", "PLACE", "DamagedImage", "JobQueue", "Office", "ScanState"]
