"""A world around the life of a model: a cloud in its own time, and what outlives a process."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.core.attempts import FIRST_ATTEMPT
from bot.core.errors import ModelBusy
from bot.core.life import ModelLife
from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import LifeRules
from bot.core.model import ModelState, ModelStatus, SharedFile, Thread
from bot.core.requests import Entry, RecognitionRequest, StartTerms
from tests.fake_records import FakeAudit, FakeLifeRecords, FakeSpending, FakeWaitingRoom
from tests.fakes import FakeBoard, FakeClock, FakeJobs

ARN = "arn:aws:rekognition:eu-west-1:123456789012:project/cards/version/v7/1700000000000"
OTHER_ARN = ARN.replace("v7", "v6")
PRICED = LifeRules(price_per_unit_hour=4.0, idle_stop=1800.0)
FREE = LifeRules(idle_stop=1800.0)
TICK = 10.0
START_SECONDS, STOP_SECONDS = 300.0, 60.0


@dataclass
class FakeCloud:
    """Starts and stops a model in its own time, and may describe for a while what was before.

    Attributes:
        lag: seconds by which what it says is late.
        refusals: raised, one each, by the next calls of `start` or `stop`.
        unseen: raised by each look while it is set.
        starts_fail: how many of the next starts end in FAILED.
        mute: raised by the next start, which is taken all the same.
        changes: when it came into which state; the latest last.
        accepted: the starts and stops that it took.
        asked: all that were asked for.
    """

    clock: FakeClock
    lag: float = 0.0
    refusals: dict[str, list[Exception]] = field(default_factory=dict)
    unseen: Exception | None = None
    starts_fail: int = 0
    mute: Exception | None = None
    message: str = ""
    units: int | None = 1
    max_units: int | None = None
    changes: list[tuple[float, ModelState]] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def state(self) -> ModelState:
        """What it really is in."""
        return self._at(self.clock.now())

    def become(self, state: ModelState, seconds: float = 0.0) -> None:
        """Be in a state, from so many seconds on."""
        self.changes.append((self.clock.now() + seconds, state))

    def status(self) -> ModelStatus:
        if self.unseen is not None:
            raise self.unseen
        state = self._at(self.clock.now() - self.lag)
        return ModelStatus(state, "v7", self.message, self.units, self.max_units)

    def start(self, units: int | None = None, max_units: int | None = None) -> None:
        self._ask("start")
        if self.state is ModelState.STOPPING:
            raise ModelBusy(detail="it is stopping")
        if self.state not in (ModelState.STOPPED, ModelState.FAILED):
            return
        self.accepted.append("start")
        self.units, self.max_units = units, max_units
        self.starts_fail, fails = max(0, self.starts_fail - 1), self.starts_fail > 0
        self.become(ModelState.STARTING)
        self.become(ModelState.FAILED if fails else ModelState.RUNNING, START_SECONDS)
        if self.mute is not None:
            raise self.mute

    def stop(self) -> None:
        self._ask("stop")
        if self.state is ModelState.STARTING:
            raise ModelBusy(detail="it is starting")
        if self.state is ModelState.RUNNING:
            self.accepted.append("stop")
            self.become(ModelState.STOPPING)
            self.become(ModelState.STOPPED, STOP_SECONDS)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.refusals.get(what):
            raise self.refusals[what].pop(0)

    def _at(self, moment: float) -> ModelState:
        past = [state for since, state in self.changes if since <= moment]
        return past[-1] if past else ModelState.STOPPED


@dataclass
class World:
    """What outlives a process, and the cloud."""

    rules: LifeRules = PRICED
    name: str = ARN
    clock: FakeClock = field(default_factory=FakeClock)
    records: FakeLifeRecords = field(default_factory=FakeLifeRecords)
    spending: FakeSpending = field(default_factory=FakeSpending)
    audit: FakeAudit = field(default_factory=FakeAudit)
    room: FakeWaitingRoom = field(default_factory=FakeWaitingRoom)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    board: FakeBoard = field(default_factory=FakeBoard)
    always_on: bool = False
    version: str = "v7"
    exists: bool = True

    def __post_init__(self) -> None:
        self.cloud = FakeCloud(self.clock)

    def life(
        self, holder: str = "process", *, within: Callable[[Any], Any] | None = None
    ) -> ModelLife:
        """A new process, in which what is outside may be wrapped in something."""
        wrap = within or (lambda outside: outside)
        return ModelLife(
            wrap(self.cloud),
            self.name,
            self.rules,
            records=wrap(self.records),
            spending=wrap(self.spending),
            audit=wrap(self.audit),
            waiting=wrap(self.room),
            jobs=wrap(self.jobs),
            board=wrap(self.board),
            clock=self.clock,
            holder=holder,
            version=lambda: self.version,
            exists=lambda: self.exists,
            always_on=self.always_on,
        )

    def go_on(self, life: ModelLife, seconds: float, tick: float = TICK) -> None:
        """Let time pass, with a look now and then."""
        life.look()
        until = self.clock.now() + seconds
        while self.clock.now() < until:
            self.clock.sleep(min(tick, until - self.clock.now()))
            life.look()

    def running(self, **terms: Any) -> ModelLife:
        """A process that looks after a model that U1 has started in C1, and that just runs."""
        life = self.life()
        ask_start(life, **terms)
        self.go_on(life, START_SECONDS + TICK)
        assert life.record().phase is Phase.ON
        return life

    @property
    def kept(self) -> LifeRecord:
        """What is kept of the life."""
        return self.records.load(self.name)

    def said(self, words: str) -> list[str]:
        """The keys of the messages on the board that say so now."""
        return [key for key, card in self.board.cards.items() if words in card.text]

    def said_ever(self, words: str) -> list[str]:
        """All that was posted or edited and said so."""
        return [card.text for _, card in self.board.history if words in card.text]

    def told_admins(self, words: str = "") -> list[str]:
        """What admins were told that says so."""
        return [card.text for _, card in self.board.admins if words in card.text]


def new_key() -> str:
    """A key of a request that was not there before."""
    return f"command:{uuid.uuid4().hex}"


def ask_start(
    life: ModelLife,
    user: str = "U1",
    channel: str = "C1",
    terms: StartTerms | None = None,
    key: str = "",
) -> Any:
    """Somebody asks for a start."""
    terms = terms or StartTerms()
    return life.asking.start(
        key or new_key(), user, channel, Entry.COMMAND, terms, life.rules.units
    )


def ask_stop(
    life: ModelLife, user: str = "U1", channel: str = "C1", *, now: bool = False, key: str = ""
) -> Any:
    """Somebody asks for a stop."""
    return life.asking.stop(key or new_key(), user, channel, Entry.COMMAND, now=now)


def wait_in_line(world: World, number: int) -> RecognitionRequest:
    """A post waits for the model, and its thread says so."""
    thread = Thread("C1", f"{number}.5")
    source = SharedFile(f"F{number}", "cat.jpg")
    request = RecognitionRequest(f"T1:C1:{number}", thread, thread.ts, (source,), "U9")
    world.room.enter(request, FIRST_ATTEMPT, world.clock.wall())
    notice = Thread("C1", f"{number}.000009")
    world.board.places[notice] = f"{request.key}:wait"
    world.room.noticed(request.key, notice.ts)
    return request
