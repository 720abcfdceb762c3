"""Scans from a shell: the work is the bot's where one runs, else the shell's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app.at_shell import SHELL, AtShell, Nobody
from bot.app.living import NoBoard, NoGallery, NoJournal, NoWaiting, life, shared_pace
from bot.app.scanning import AroundScans, Scanning, scanning
from bot.app.shell_jobs import ShellJobs
from bot.app.state import State
from bot.app.watch import Watch
from bot.app.wiring import parts
from bot.core.answering import Reply
from bot.core.cards import Card
from bot.core.errors import DatabaseTaken
from bot.core.life import ModelLife
from bot.core.pacing import SystemClock
from bot.core.ports import Clock
from bot.core.scan import Scan, ScanState
from bot.core.scan_records import Scans
from bot.core.scan_requests import ScanRequest
from bot.jobs import VERSION, JobsElsewhere
from bot.settings import Settings
from bot.store import single_process

LOOK_SECONDS = 1.0
INTERRUPTED = "It was interrupted at the shell."
NO_MODEL = "The model does not run: `/rekog start`, then resume the scan."


@dataclass(frozen=True, slots=True)
class ScanShell:
    """What a command at a shell works with.

    Attributes:
        scans: what is kept.
    """

    scans: Scans
    _wired: Scanning
    _life: ModelLife
    _jobs: ShellJobs
    _clock: Clock

    @property
    def has_bot(self) -> bool:
        """Whether a bot does the work."""
        return self._jobs.has_bot

    def answer(self, request: ScanRequest) -> Reply:
        """Do what is asked, up to what it waits for."""
        told = self._wired.commands.answer(request)
        if not isinstance(told, str):
            self._count()
        return told

    def card(self, scan: Scan) -> Card:
        """How a scan is."""
        return self._wired.view.card(scan)

    def write(self, scan: Scan, folder: Path) -> list[Path]:
        """Its results, into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        return list(self._wired.reports.write(scan, folder).files)

    def _count(self) -> None:
        """Count, which is done here always."""
        while self._jobs.counts:
            self._run()

    def follow(self, scan: str, say: Callable[[Scan], None]) -> Scan | None:
        """Do the work, or see others do it, until the scan rests; how it is then."""
        watch = None if self.has_bot else self._watch()
        try:
            while (kept := self.scans.get(scan)) is not None:
                say(kept)
                if kept.state.over or kept.state in (ScanState.PAUSED, ScanState.ASKED):
                    return kept
                self._step(kept)
        finally:
            if watch is not None:
                watch.stop(LOOK_SECONDS)
            # Also when somebody interrupts it here: nobody else would go on.
            if sys.exc_info()[0] is not None and not self.has_bot:
                self._wired.flow.pause(scan, INTERRUPTED)
        return None

    def _watch(self) -> Watch:
        """Look after the model and the scan, as a bot does, once here and then beside the work."""

        def look() -> None:
            self._life.look()
            self._wired.watch.look()

        look()
        watch = Watch(look, LOOK_SECONDS, self._clock)
        watch.start()
        return watch

    def _step(self, scan: Scan) -> None:
        if self.has_bot:
            self._clock.sleep(LOOK_SECONDS)
            return
        if scan.waiting:
            self._wired.flow.pause(scan.id, NO_MODEL)
        elif not self._run():
            self._wired.flow.begin_round(scan.id)  # whoever did this before is gone
            self._clock.sleep(LOOK_SECONDS)

    def _run(self) -> bool:
        """Run the next job here; whether there was one."""
        taken = self._jobs.take()
        if taken is None:
            return False
        request, attempt = taken
        self._wired.runners()[type(request)](request, NoJournal(attempt))
        return True


@contextmanager
def scan_shell(settings: Settings) -> Iterator[ScanShell]:
    """Open what is kept, for one command.

    Raises:
        DatabaseOutOfReach: the database cannot be used.
    """
    clock = SystemClock()
    state = State(settings, clock, alone=False, dead_after=SHELL.dead_after)
    with ExitStack() as stack:
        state.open()
        stack.callback(state.close)
        bot = _runs(state, stack, clock)
        jobs = ShellJobs(clock, JobsElsewhere(state.database.engine) if bot else None)
        pace = shared_pace(settings, state, clock)
        made = parts(settings, None, pace, state.store.versions)
        board, nobody = NoBoard(), Nobody()
        living = life(settings, made, state, SHELL, waiting=NoWaiting(), jobs=jobs, board=board)
        around = AroundScans(living, AtShell(nobody, "", ()), nobody, board, NoGallery(), jobs)
        wired = scanning(settings, made, state, SHELL, around)
        stack.callback(wired.close)
        stack.callback(living.resign)
        yield ScanShell(state.store.scans, wired, living, jobs, clock)


def _runs(state: State, stack: ExitStack, clock: Clock) -> bool:
    """Whether a bot works on this database; if not, a SQLite file is held while the shell does."""
    if state.database.file is None:
        alive = state.store.executors.alive(clock.wall(), VERSION, SHELL.dead_after)
        return bool(alive)
    try:
        stack.enter_context(single_process(state.database.file))
    except DatabaseTaken:
        return True
    return False
