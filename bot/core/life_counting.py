"""Time that passes in a model's life, as calculations on what is kept of it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.life_record import LifeRecord, Phase


def elapsed(record: LifeRecord, now: float, wall: float, looker: str) -> float:
    """Seconds since the last look.

    By the monotonic clock when the same process looked last. When another one did, only the time
    of day is left, and a clock that went back counts as no time.
    """
    if record.looked_by == looker:
        return max(0.0, now - record.looked_now)
    return max(0.0, wall - record.looked_wall) if record.looked_by else 0.0


def advance(
    record: LifeRecord, passed: float, *, busy: bool, now: float, wall: float, looker: str
) -> LifeRecord:
    """The record after some seconds have passed."""
    on = record.phase is Phase.ON
    return replace(
        record,
        idle=record.idle + passed if on and not busy else 0.0,
        lease=max(0.0, record.lease - passed) if on and record.lease is not None else record.lease,
        keep=max(0.0, record.keep - passed),
        warned=_later(record.warned, passed),
        start_asked=_later(record.start_asked, passed),
        refused=_later(record.refused, passed),
        phase_for=record.phase_for + passed,
        running_for=record.running_for + (passed if billed(record) else 0.0),
        looked_now=now,
        looked_wall=wall,
        looked_by=looker,
    )


def from_now(record: LifeRecord, now: float, wall: float, looker: str) -> LifeRecord:
    """A new record, whose time begins now."""
    return replace(record, looked_now=now, looked_wall=wall, looked_by=looker)


def billed(record: LifeRecord) -> bool:
    """Whether the vendor bills: from when it runs until it is seen to have stopped."""
    if record.phase is Phase.STOPPING:
        return record.running_for > 0  # else it was stopped before it ran
    return record.phase in (Phase.ON, Phase.DRAINING)


def _later(since: float | None, passed: float) -> float | None:
    return None if since is None else since + passed
