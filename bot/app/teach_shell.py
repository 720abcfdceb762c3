"""Teaching from a shell: what follows a training there is the shell itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.app.at_shell import AtShell, Nobody
from bot.app.figure_cards import FigureCards
from bot.app.living import NoBoard, NoGallery, NoJournal
from bot.app.state import State
from bot.app.teaching import TeachingJobs, teaching_jobs
from bot.app.timing import PRODUCTION
from bot.app.wiring import parts
from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.cards import Card
from bot.core.evaluation import Evaluation
from bot.core.labelling import Labelling
from bot.core.model import AnnotatedImage
from bot.core.pacing import SystemClock
from bot.core.ports import Clock, JobQueue
from bot.core.requests import FollowRequest, Request, SwitchRequest, TrialRequest
from bot.core.training_commands import TrainingCommands
from bot.core.training_words import failed, trained
from bot.core.versions import ModelVersion, Training, Versions
from bot.jobs import JobsElsewhere
from bot.settings import Settings
from bot.train.exchange import Exchange
from bot.train.formats import Files, FolderFiles, OneFile, Put
from bot.train.formats.archive import zip_reader, zip_writer
from bot.train.formats.files import Measure
from bot.train.parcels import measure_with


class HereJobs:
    """A `JobQueue` whose jobs are run by whoever submitted them, but for switches and trials.

    What starts and stops models is the bot's.

    Args:
        clock: for delays.
        elsewhere: the bot's own jobs.

    Attributes:
        handed_over: how many switches and trials the bot was asked for.
    """

    def __init__(self, clock: Clock, elsewhere: JobQueue) -> None:
        self._clock = clock
        self._elsewhere = elsewhere
        self._waiting: deque[tuple[Request, float]] = deque()
        self.handed_over = 0

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        """Wait to be run.

        Raises:
            NoBotYet: it is the bot's, and no bot has made its tables in this database.
        """
        if isinstance(request, SwitchRequest | TrialRequest):
            self._elsewhere.submit(request, delay=delay, attempt=attempt)
            self.handed_over += 1
            return True
        self._waiting.append((request, delay))
        return True

    def unfinished(self) -> int:
        """Those that wait."""
        return len(self._waiting)

    def run(self, runner: Callable[[Request], None]) -> None:
        """Run what waits, and what comes of it."""
        while self._waiting:
            request, delay = self._waiting.popleft()
            self._clock.sleep(delay)
            runner(request)


@dataclass(frozen=True, slots=True)
class TeachShell:
    """What a command at a shell works with.

    Attributes:
        labelling: what was labelled.
        versions: what was trained.
        exchange: datasets in and out of files.
        commands: the same as in Slack.
    """

    labelling: Labelling
    versions: Versions
    exchange: Exchange
    commands: TrainingCommands
    _jobs: HereJobs
    _wired: TeachingJobs
    _measure: Measure
    _cards: FigureCards

    def follow(self) -> None:
        """Go on with what was asked for, to its end."""

        def run(request: Request) -> None:
            if isinstance(request, FollowRequest):
                self._wired.follow(request, NoJournal())

        self._jobs.run(run)

    @property
    def handed_over(self) -> bool:
        """Whether the bot was asked to do it."""
        return self._jobs.handed_over > 0

    def switched_to(self, version: ModelVersion) -> bool:
        """Whether a version is in use, or the bot was asked to switch to it."""
        used = self.versions.in_use(version.detector)
        return (used is not None and used.number == version.number) or self.handed_over

    def folder(self, path: Path) -> Files:
        """The files of a folder."""
        return FolderFiles(path, self._measure)

    def zipped(self, stream: BinaryIO, name: str) -> Files:
        """The files of a zip."""
        return zip_reader(stream, name, self._measure)

    def one_of(self, path: Path) -> Files:
        """One file of a dataset, with the images in its folder."""
        return OneFile(path, self._measure)

    @contextmanager
    def writer(self, path: Path) -> Iterator[Put]:
        """Where an export goes: a folder, or a zip when the path ends so."""
        if path.suffix.lower() != ".zip":
            yield lambda name, data: _write(path / name, data)
            return
        with path.open("wb") as stream, zip_writer(stream) as put:
            yield put

    def pictures(self, version: ModelVersion) -> dict[str, AnnotatedImage]:
        """Its figures, and the pictures that went wrong, by the names of their files."""
        figures = Evaluation.from_json(version.figures or {})
        shown = {f"{version.name}.png": self._cards.card(figures, None, version.name)}
        worst = self._cards.worst(figures, self.labelling.dataset().testing, version.name)
        return shown if worst is None else {**shown, f"{version.name} worst.png": worst}

    def told(self, version: ModelVersion) -> Card:
        """How a version is."""
        used = self.versions.in_use(version.detector)
        if version.training is Training.DONE:
            return trained(version, (), used)
        return failed(version, version.message, used)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@contextmanager
def teach_shell(settings: Settings) -> Iterator[TeachShell]:
    """Open what is kept, for one command.

    Raises:
        DatabaseOutOfReach: the database cannot be used.
    """
    state = State(settings, SystemClock(), alone=False, dead_after=PRODUCTION.dead_after)
    state.open()
    try:
        store, board = state.store, NoBoard()
        made = parts(settings, versions=store.versions)
        jobs = HereJobs(made.clock, JobsElsewhere(state.database.engine))
        nobody = Nobody()
        wired = teaching_jobs(
            settings,
            made,
            state,
            permission=AtShell(nobody, "", ()),
            replies=nobody,
            board=board,
            gallery=NoGallery(),
            jobs=jobs,
        )
        yield TeachShell(
            store.labelling,
            store.versions,
            wired.exchange,
            wired.commands,
            jobs,
            wired,
            measure_with(made.steps.reader),
            FigureCards(made.steps.reader, store.labelling.image),
        )
    finally:
        state.close()
