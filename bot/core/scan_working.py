"""The objects of a chunk, several at once, until they are done or something is in the way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from bot.core.attempts import Attempt
from bot.core.ports import Clock
from bot.core.recognition import new_reference
from bot.core.retries import kind_of
from bot.core.scan import Scan
from bot.core.scan_looking import Looker, Verdict, failed, verdict
from bot.core.scan_records import Scans

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Between two looks at whether a scan is still wanted."""
MOST_REMEMBERED = 100
HOPELESS = 20
"""Objects in a row that met something passing, after which the rest of a chunk is left for
later."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a chunk was left before its end; `None` when nothing is left to do in it."""

    why: Verdict | None = None
    error: Exception | None = None


LEFT = Ended(Verdict.AGAIN)
"""This process is about to end; another run goes on."""
UNWANTED = Ended(Verdict.FAILED)
"""The scan was paused or cancelled meanwhile; whoever did that says so."""


@dataclass(slots=True)
class _Chunk:
    """One run of a chunk; shared by the threads that work on it."""

    scan: Scan
    number: int
    ended: Ended = Ended()
    looked: int = 0
    in_a_row: int = 0
    left_out: bool = False
    again: list[tuple[str, Exception]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Standing:
    """Whether a scan is still wanted in its round, looked up now and then."""

    def __init__(self, scans: Scans, lasting: Callable[[], bool], clock: Clock) -> None:
        self._scans = scans
        self._lasting = lasting
        self._clock = clock
        self._looked: dict[str, tuple[float, Ended]] = {}

    def of(self, scan: Scan) -> Ended:
        """Why it is not to go on; without a reason when it is."""
        at, ended = self._looked.get(f"{scan.id}:{scan.round}", (float("-inf"), Ended()))
        if self._clock.now() - at < LOOK_SECONDS:
            return ended
        kept = self._scans.get(scan.id)
        if kept is None or not kept.works_in(scan.round):
            ended = UNWANTED
        else:
            ended = Ended() if self._lasting() else Ended(Verdict.WAIT)
        if len(self._looked) >= MOST_REMEMBERED:
            self._looked.clear()
        self._looked[f"{scan.id}:{scan.round}"] = (self._clock.now(), ended)
        return ended


class ChunkWork:
    """Looks at the objects of chunks.

    Args:
        looker: looks at one.
        scans: where the results are kept.
        standing: whether a scan is still wanted.
        used: is called when the model did some work.
        pool: threads of this process; its chunks share them.
    """

    def __init__(
        self,
        looker: Looker,
        scans: Scans,
        standing: Standing,
        used: Callable[[], None],
        pool: Executor,
    ) -> None:
        self._looker = looker
        self._scans = scans
        self._standing = standing
        self._used = used
        self._pool = pool
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Begin no more objects; chunks that are under way are left."""
        self._stopping.set()

    def through(self, scan: Scan, number: int, keys: Sequence[str], attempt: Attempt) -> Ended:
        """Look at some objects of a chunk.

        What may pass by itself is left for another run of the chunk, as often as that is worth
        it; then it is a failure, unless nothing else went well either.
        """
        chunk = _Chunk(scan, number)
        looks = [self._pool.submit(self._one, chunk, key) for key in keys]
        try:
            for each in looks:
                each.result()
        except BaseException:
            chunk.ended = LEFT  # the others would go on without anybody who knows of it
            raise
        if chunk.ended.why is not None or not chunk.again:
            return chunk.ended
        _, error = chunk.again[0]
        kind = kind_of(error)
        worth_it = kind is not None and kind.delay(attempt) is not None
        if worth_it or chunk.left_out or not self._went_well(chunk):
            return Ended(Verdict.AGAIN, error)
        for key, each_error in chunk.again:
            self._fail(chunk, key, each_error)
        return Ended()

    def _went_well(self, chunk: _Chunk) -> bool:
        return chunk.looked > 0 or bool(self._scans.known(chunk.scan.id, chunk.number))

    def _one(self, chunk: _Chunk, key: str) -> None:
        with chunk.lock:
            if chunk.ended.why is None:
                stopping = self._stopping.is_set()
                chunk.ended = LEFT if stopping else self._standing.of(chunk.scan)
            if chunk.ended.why is not None:
                return
            if chunk.in_a_row >= HOPELESS:
                chunk.left_out = True
                return
        self._used()
        try:
            result = self._looker.look(chunk.scan, key)
        except Exception as error:
            self._missed(chunk, key, error)
            return
        self._scans.keep(chunk.scan.id, chunk.number, result)
        with chunk.lock:
            chunk.looked += 1
            chunk.in_a_row = 0

    def _missed(self, chunk: _Chunk, key: str, error: Exception) -> None:
        what = verdict(error)
        if what is Verdict.FAILED:
            self._fail(chunk, key, error)
            return
        with chunk.lock:
            if what is Verdict.AGAIN:
                chunk.again.append((key, error))
                chunk.in_a_row += 1
            else:
                chunk.ended = Ended(what, error)

    def _fail(self, chunk: _Chunk, key: str, error: Exception) -> None:
        reference = new_reference()
        log.info("%s: scan %s: %s", reference, chunk.scan.id, error, exc_info=error)
        self._scans.keep(chunk.scan.id, chunk.number, failed(chunk.scan, key, error, reference))
        with chunk.lock:
            chunk.looked += 1
