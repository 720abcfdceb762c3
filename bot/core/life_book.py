"""What the next step of a model's life needs to know, and how what came of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.core.life_record import LifeRecord, Phase, Run
from bot.core.model import ModelStatus
from bot.core.ports import Clock
from bot.core.records import Audit, AuditEntry, LifeRecords, Spending


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look has found.

    Attributes:
        status: what the vendor says; `None` when it could not be asked.
        passed: seconds since it was asked before.
        unfinished: how many images' requests are still worked on.
    """

    status: ModelStatus | None
    passed: float
    unfinished: Callable[[], int]


class Book:
    """Keeps what becomes of one model: its life, its runs, and the audit."""

    def __init__(
        self,
        records: LifeRecords,
        spending: Spending,
        audit: Audit,
        clock: Clock,
        name: str,
        version: Callable[[], str],
    ) -> None:
        self._records = records
        self._spending = spending
        self._audit = audit
        self._clock = clock
        self._name = name
        self._version = version

    @property
    def name(self) -> str:
        """Which model."""
        return self._name

    @property
    def version(self) -> str:
        """The name of the model version in use, for people."""
        return self._version()

    @property
    def at(self) -> datetime:
        """The time of day."""
        return datetime.fromtimestamp(self._clock.wall(), UTC)

    def update(self, record: LifeRecord, **changes: Any) -> LifeRecord:
        """Change what is kept, unless somebody else changed the phase meanwhile.

        A process that slept through a whole run must not write into the next one.
        """

        def change(kept: LifeRecord) -> LifeRecord:
            same = kept.phase is record.phase and kept.run == record.run
            return replace(kept, **changes) if same else kept

        return self._records.update(self._name, change)[1]

    def adopt(self, adopted: LifeRecord) -> LifeRecord:
        """Look after a model that nobody looks after; what is kept then."""

        def change(kept: LifeRecord) -> LifeRecord:
            return adopted if kept.phase is Phase.OFF else kept

        return self._records.update(self._name, change)[1]

    def begin(self, record: LifeRecord) -> None:
        """A run begins, once."""
        run = Run(
            record.run,
            self._name,
            record.who,
            self._clock.wall(),
            0.0,
            0.0,
            record.units,
            record.max_units,
        )
        self._spending.begin(run)

    def end(self, record: LifeRecord, reason: str) -> None:
        """A run ends, once; nothing when it never began."""
        self._spending.end(record.run, self._clock.wall(), reason)

    def dollars(self, record: LifeRecord) -> float:
        """What a run has cost so far."""
        spent = self._spending.run(record.run)
        return spent.dollars if spent is not None else 0.0

    def write(self, action: str, detail: str) -> None:
        """Add to the audit what the bot did or saw by itself."""
        entry = AuditEntry(self._clock.wall(), "", action, "watch", self._name, detail)
        self._audit.write(entry)
