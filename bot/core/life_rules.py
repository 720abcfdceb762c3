"""When a running model is stopped: the rules, as calculations on what is kept of its life."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.core.life_record import LifeRecord


@dataclass(frozen=True, slots=True)
class LifeRules:
    """What the settings say about a model's life. Times are in seconds.

    Attributes:
        price_per_unit_hour: US dollars; 0 for a model that costs nothing by the hour. 4.00 for
            Custom Labels: https://aws.amazon.com/rekognition/pricing/
        units: inference units of a start that asks for none.
        idle_stop: without work for so long, a model is stopped; `None` for never.
        quiet_hours: from and to, in `time_zone`; a model is stopped then unless it is kept.
        time_zone: of quiet hours and of a budget's day.
        budget_per_day: US dollars; `None` without one.
        budget_per_month: US dollars; `None` without one.
        wait_limit: how long an image waits for the model.
        poll: between two looks at a model that is changing.
        compare: between two looks at whether the vendor agrees with what is kept.
        warn: how long before a stop it is announced.
        drain_limit: how long a stop waits for the images in flight.
    """

    price_per_unit_hour: float = 0.0
    units: int = 1
    idle_stop: float | None = None
    quiet_hours: tuple[time, time] | None = None
    time_zone: tzinfo = UTC
    budget_per_day: float | None = None
    budget_per_month: float | None = None
    wait_limit: float = 24 * 3600.0
    poll: float = 10.0
    compare: float = 300.0
    warn: float = 300.0
    drain_limit: float = 600.0

    @property
    def free(self) -> bool:
        """Whether the model costs nothing by the hour."""
        return self.price_per_unit_hour == 0

    @property
    def ahead(self) -> float:
        """How long before a stop it is announced, in seconds.

        Never more than half of the time without work, or a busy model would be warned of as well.
        """
        return self.warn if self.idle_stop is None else min(self.warn, self.idle_stop / 2)

    def price(self, units: int, max_units: int | None) -> float:
        """Dollars an hour, at most."""
        return self.price_per_unit_hour * (max_units or units)


@dataclass(frozen=True, slots=True)
class Due:
    """When a model is to be stopped, and why, for people.

    Attributes:
        seconds: from now.
        ahead: why, in a warning before.
        reason: why, when it has come to that.
    """

    seconds: float
    ahead: str
    reason: str


def due(record: LifeRecord, rules: LifeRules, at: datetime) -> Due | None:
    """When and why a running model is to be stopped by its rules; `None` for not at all.

    Args:
        record: of a model that is on.
        rules: the settings.
        at: now, with a time zone.
    """
    found = []
    if record.lease is not None:
        over = "the time that it was started for is over"
        found.append(Due(record.lease, f"{over} then", over))
    else:
        if rules.idle_stop is not None:
            minutes = round(rules.idle_stop / 60)
            reason = f"nobody has used it for {minutes} minutes"
            found.append(Due(rules.idle_stop - record.idle, "nobody uses it", reason))
        if rules.quiet_hours is not None:
            seconds = until_quiet(rules.quiet_hours, at.astimezone(rules.time_zone))
            found.append(Due(seconds, "the quiet hours begin", "the quiet hours have begun"))
    if not found:
        return None
    soonest = min(found, key=lambda each: each.seconds)
    return replace(soonest, seconds=max(soonest.seconds, record.keep, 0.0))


def is_quiet(rules: LifeRules, at: datetime) -> bool:
    """Whether these are quiet hours."""
    quiet = rules.quiet_hours
    return quiet is not None and _within(quiet, at.astimezone(rules.time_zone))


def until_quiet(quiet: tuple[time, time], at: datetime) -> float:
    """Seconds until the quiet hours begin; 0 within them.

    Args:
        quiet: from and to; they may cross midnight.
        at: now, in the time zone of the quiet hours.
    """
    if _within(quiet, at):
        return 0.0
    first, _ = quiet
    begin = at.replace(hour=first.hour, minute=first.minute, second=0, microsecond=0)
    if begin <= at:
        begin += timedelta(days=1)
    # Through UTC, or a night in which the clocks change would be an hour off.
    return (begin.astimezone(UTC) - at.astimezone(UTC)).total_seconds()


def _within(quiet: tuple[time, time], at: datetime) -> bool:
    first, last = quiet
    clock = at.time().replace(tzinfo=None)
    return first <= clock < last if first < last else clock >= first or clock < last
