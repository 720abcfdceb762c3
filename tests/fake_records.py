"""In-memory doubles for what is kept, with state that a test can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from bot.core.attempts import Attempt
from bot.core.life_record import LifeRecord, Run
from bot.core.model import Recognition, Thread
from bot.core.records import AuditEntry, Parked, Posting, Waiting
from bot.core.requests import RecognitionRequest


@dataclass
class FakeRecognitions:
    """Keeps the first recognition of each place."""

    found: dict[tuple[str, int], Recognition] = field(default_factory=dict)
    messages: dict[str, Thread] = field(default_factory=dict)

    def keep(self, key: str, place: int, recognition: Recognition) -> None:
        self.found.setdefault((key, place), recognition)

    def kept(self, key: str, place: int) -> Recognition | None:
        return self.found.get((key, place))

    def posted(self, key: str, message: Thread) -> None:
        self.messages[key] = message


@dataclass
class FakeWaitingRoom:
    """A line in the order of arrival."""

    waiting: dict[str, Waiting] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)

    def enter(self, request: RecognitionRequest, attempt: Attempt, since: float) -> int:
        known = self.waiting.get(request.key)
        if known is None:
            notice = self.notice(request.key)
            self.waiting[request.key] = Waiting(request, attempt, since, notice)
        else:
            self.waiting[request.key] = replace(known, attempt=attempt)
        return list(self.waiting).index(request.key) + 1

    def noticed(self, key: str, notice: str) -> None:
        self.notices[key] = notice
        if key in self.waiting:
            self.waiting[key] = replace(self.waiting[key], notice=notice)

    def notice(self, key: str) -> str:
        return self.notices.get(key, "")

    def line(self, limit: int) -> list[Waiting]:
        return list(self.waiting.values())[:limit]

    def count(self) -> int:
        return len(self.waiting)

    def leave(self, key: str) -> bool:
        return self.waiting.pop(key, None) is not None


@dataclass
class FakeParking:
    """Keeps what was parked until it is taken."""

    here: dict[str, Parked] = field(default_factory=dict)

    def park(self, parked: Parked) -> None:
        self.here.setdefault(parked.reference, parked)

    def parked(self, limit: int) -> list[Parked]:
        return list(reversed(self.here.values()))[:limit]

    def count(self) -> int:
        return len(self.here)

    def take(self, reference: str) -> Parked | None:
        return self.here.pop(reference, None)


@dataclass
class FakeAudit:
    """Keeps what was written."""

    entries: list[AuditEntry] = field(default_factory=list)

    def write(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    def latest(self, limit: int) -> list[AuditEntry]:
        return list(reversed(self.entries))[:limit]


@dataclass
class FakePostLog:
    """Knows what was begun, uploaded and posted."""

    postings: dict[str, Posting] = field(default_factory=dict)

    def begin(self, key: str) -> Posting:
        known = self.postings.get(key, Posting(first=True))
        self.postings[key] = replace(known, first=False)
        return known

    def uploaded(self, key: str, file: str) -> None:
        self.postings[key] = replace(self.postings[key], file=file)

    def done(self, key: str, message: Thread) -> None:
        known = self.postings.get(key, Posting(first=False))
        self.postings[key] = replace(known, message=message)


@dataclass
class FakeLifeRecords:
    """Keeps lives, and who looks after them: whoever asked first, unless a test says otherwise."""

    lives: dict[str, LifeRecord] = field(default_factory=dict)
    leaders: dict[str, str] = field(default_factory=dict)
    led: dict[str, float] = field(default_factory=dict)

    def load(self, model: str) -> LifeRecord:
        return self.lives.get(model, LifeRecord(model))

    def update(
        self, model: str, change: Callable[[LifeRecord], LifeRecord]
    ) -> tuple[LifeRecord, LifeRecord]:
        before = self.load(model)
        self.lives[model] = change(before)
        return before, self.lives[model]

    def lead(self, model: str, holder: str, wall: float) -> bool:
        fresh = 0 <= wall - self.led.get(model, float("-inf")) < 60
        if self.leaders.get(model, holder) != holder and fresh:
            return False
        self.leaders[model], self.led[model] = holder, wall
        return True

    def resign(self, model: str, holder: str) -> None:
        if self.leaders.get(model) == holder:
            del self.leaders[model]


@dataclass
class FakeSpending:
    """Keeps runs, and what each day cost."""

    known: dict[str, Run] = field(default_factory=dict)
    by_day: dict[date, float] = field(default_factory=dict)

    def begin(self, run: Run) -> None:
        self.known.setdefault(run.id, run)

    def add(self, run: str, day: date, seconds: float, dollars: float) -> None:
        if run not in self.known:
            return
        known = self.known[run]
        more = replace(known, seconds=known.seconds + seconds, dollars=known.dollars + dollars)
        self.known[run] = more
        self.by_day[day] = self.by_day.get(day, 0.0) + dollars

    def end(self, run: str, wall: float, reason: str) -> None:
        if run in self.known and self.known[run].ended is None:
            self.known[run] = replace(self.known[run], ended=wall, reason=reason)

    def days(self, first: date, last: date) -> dict[date, float]:
        return {day: spent for day, spent in self.by_day.items() if first <= day <= last}

    def run(self, run: str) -> Run | None:
        return self.known.get(run)

    def runs(self, limit: int) -> list[Run]:
        return sorted(self.known.values(), key=lambda run: run.began, reverse=True)[:limit]
