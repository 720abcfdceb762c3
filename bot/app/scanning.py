"""Scans, wired: for the workers, and for a shell beside them."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bot.app.scan_reports import ScanReports
from bot.app.state import State
from bot.app.timing import Timing
from bot.app.wiring import SCAN_THREADS, Parts, rate
from bot.core.life import ModelLife
from bot.core.life_record import Phase
from bot.core.permission import Permission
from bot.core.ports import Board, Gallery, JobQueue, Replies
from bot.core.scan_commands import ScanCommands, ScanTools
from bot.core.scan_counting import Counting
from bot.core.scan_finishing import Finishing
from bot.core.scan_flow import ScanBoard, ScanFlow
from bot.core.scan_jobs import ScanJobs
from bot.core.scan_looking import Looker, PixelGate
from bot.core.scan_money import LOCAL_PER_SECOND, PER_IMAGE, Tariff
from bot.core.scan_records import Scans
from bot.core.scan_requests import (
    ChunkRequest,
    CountRequest,
    FinishRequest,
    GoOnRequest,
    ScanRequest,
)
from bot.core.scan_view import Pace, ScanView
from bot.core.scan_watch import ScanWatch
from bot.core.scan_working import ChunkWork, Standing
from bot.fetch import s3
from bot.fetch.s3_listing import S3Listing
from bot.fetch.s3_output import S3Output
from bot.settings import Settings

LEADER = "scans"
"""Under this name one process of all looks after the scans."""
IN_FLIGHT_SECONDS = 0.5
"""A detection takes about 0.3 s, with the bytes on their way: at twenty calls a second ten threads
keep up, and a second process doubles them."""


@dataclass(frozen=True, slots=True)
class Scanning:
    """What works with scans.

    Attributes:
        commands: for people.
        counting: counts before.
        chunks: the work.
        finishing: the results.
        watch: keeps messages true, and wakes what waits.
        view: what messages say.
        flow: changes scans.
        reports: makes the files of results.
        pool: threads that look at objects.
        resign: lets another process look after the scans.
    """

    commands: ScanCommands
    counting: Counting
    chunks: ScanJobs
    finishing: Finishing
    watch: ScanWatch
    view: ScanView
    flow: ScanFlow
    reports: ScanReports
    pool: Executor
    resign: Callable[[], None]

    def stop(self) -> None:
        """Leave what is begun to others, or to this process after a restart."""
        self.chunks.stop()

    def close(self) -> None:
        """Let go of the threads, and of looking after the scans."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.resign()

    def runners(self) -> dict[type, Any]:
        """What runs each kind of request."""
        return {
            ScanRequest: lambda request, journal: self.commands.run(request),
            CountRequest: self.counting.run,
            ChunkRequest: self.chunks.run,
            GoOnRequest: self.chunks.go_on,
            FinishRequest: self.finishing.run,
        }


@dataclass(frozen=True, slots=True)
class AroundScans:
    """What scans are wired to.

    Attributes:
        life: of the model.
        permission: who may decide.
        replies: how one person is told.
        board: messages that are kept up to date.
        gallery: files beside them.
        jobs: where work waits.
    """

    life: ModelLife
    permission: Permission
    replies: Replies
    board: Board
    gallery: Gallery
    jobs: JobQueue


def scanning(
    settings: Settings, made: Parts, state: State, timing: Timing, around: AroundScans
) -> Scanning:
    """Wire it by the settings."""
    scans, clock, jobs, life = state.store.scans, made.clock, around.jobs, around.life
    client = _client(settings)
    listing = S3Listing(client, settings.s3_allowed, settings.writes, clock)
    flow, pace = ScanFlow(scans, jobs, clock), Pace(clock)
    view = ScanView(scans, lambda: tariff(settings, life), life.expected, pace)
    message = ScanBoard(scans, around.board, view.card)
    pool = ThreadPoolExecutor(threads(settings), "scan")
    work = _work(settings, made, scans, life, pool)
    audit, own = state.store.audit, settings.writes
    tools = ScanTools(scans, listing, flow, message, jobs, audit, clock, own, life.name)
    reports = ScanReports(scans, made.steps)
    output = S3Output(client, settings.scan_output, clock)
    watch = ScanWatch(
        scans,
        view,
        message,
        flow,
        life,
        jobs,
        pace,
        clock,
        lead=lambda: state.store.lives.lead(LEADER, state.process, clock.wall()),
        limit=life.rules.wait_limit,
        show_seconds=timing.progress,
    )
    return Scanning(
        commands=ScanCommands(tools, around.permission, around.replies),
        counting=Counting(scans, listing, flow, message, jobs),
        chunks=ScanJobs(scans, listing, work, flow, message, life, jobs),
        finishing=Finishing(
            scans, reports, output, around.gallery, flow, message, view.spent, clock
        ),
        watch=watch,
        view=view,
        flow=flow,
        reports=reports,
        pool=pool,
        resign=lambda: state.store.lives.resign(LEADER, state.process),
    )


def _work(
    settings: Settings, made: Parts, scans: Scans, life: ModelLife, pool: Executor
) -> ChunkWork:
    """What looks at the objects, several at once."""
    gate = PixelGate(settings.max_pixels)
    looker = Looker(made.steps, settings.min_confidence, gate)
    return ChunkWork(looker, scans, Standing(scans, life.lasting, made.clock), life.used, pool)


def threads(settings: Settings) -> int:
    """How many objects of scans are under way at once in a process."""
    if settings.detector == "local":
        return settings.workers
    in_flight = math.ceil(rate(settings, settings.inference_units) * IN_FLIGHT_SECONDS)
    return max(settings.workers, min(in_flight, SCAN_THREADS))


def tariff(settings: Settings, life: ModelLife) -> Tariff:
    """What work costs with the detector that is set, and the units that run now."""
    if settings.detector == "local":
        return Tariff(LOCAL_PER_SECOND)
    if settings.detector != "custom-labels":
        return Tariff(rate(settings, 1), by_the_image=PER_IMAGE)
    record = life.record()
    units = settings.inference_units if record.phase is Phase.OFF else record.units
    hour = life.rules.price(units, record.max_units)
    return Tariff(rate(settings, record.max_units or units), by_the_hour=hour)


def _client(settings: Settings) -> Any:
    if not settings.s3_allowed:
        return None
    return s3.client(settings.region, settings.s3_url, connections=4)
