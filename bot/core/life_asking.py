"""Asking for a start, a stop, or an hour more: changes what is wanted, for one of all who ask."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from bot.core.life_counting import from_now
from bot.core.life_record import LifeRecord, Phase
from bot.core.ports import Clock
from bot.core.records import Audit, AuditEntry, LifeRecords
from bot.core.requests import Entry, StartTerms

KEEP_SECONDS = 3600.0
WISHES = 64
"""How many requests are told from new ones when they are run again."""


class Told(Enum):
    """What became of asking."""

    DONE = "it is wanted now"
    BEFORE = "this very request was met before, and is run again after a crash"
    ALREADY = "it is so already"
    UNDER_WAY = "somebody asked for it before"
    OTHER_WAY = "the opposite is under way, and has to end first"


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking, and the model's life before and after."""

    told: Told
    before: LifeRecord
    after: LifeRecord


class Asking:
    """Changes what is wanted of a model.

    Args:
        wake: tells whoever looks after the model to look at once.
        looker: this process, told from all others.
    """

    def __init__(
        self,
        records: LifeRecords,
        audit: Audit,
        clock: Clock,
        name: str,
        wake: Callable[[], None],
        looker: str,
    ) -> None:
        self._records = records
        self._audit = audit
        self._clock = clock
        self._name = name
        self._wake = wake
        self._looker = looker

    def start(
        self, key: str, user: str, channel: str, entry: Entry, terms: StartTerms, units: int
    ) -> Asked:
        """Want the model to run. A stop that still waits for images is called off.

        Args:
            key: of the request, which counts once however often it is run.
            user: who asks.
            channel: where it is told; empty for nowhere.
            entry: where the request came in.
            terms: as asked.
            units: inference units when the terms name none.
        """
        run = uuid.uuid4().hex[:12]

        def change(kept: LifeRecord) -> LifeRecord:
            if kept.phase is Phase.DRAINING:
                return _called_off(kept, terms.lease_seconds)
            if kept.phase is not Phase.OFF:
                return kept
            wanted = LifeRecord(
                self._name,
                Phase.STARTING,
                run,
                user,
                channel=channel,
                units=terms.units or units,
                max_units=terms.max_units,
                lease=terms.lease_seconds,
                wakes=kept.wakes,
            )
            return from_now(wanted, self._clock.now(), self._clock.wall(), self._looker)

        return self._change(key, change, user, "start", entry, _start_told)

    def stop(self, key: str, user: str, channel: str, entry: Entry, *, now: bool) -> Asked:
        """Want the model to be stopped.

        Args:
            key: of the request, which counts once however often it is run.
            user: who asks.
            channel: where it is told when the run has no channel yet.
            entry: where the request came in.
            now: whether the images in flight are not waited for.
        """

        def change(kept: LifeRecord) -> LifeRecord:
            if kept.phase is Phase.OFF or kept.phase is Phase.STOPPING:
                return kept
            if kept.phase is Phase.DRAINING and not now:
                return kept
            at_once = now or kept.phase is Phase.STARTING
            return replace(
                kept,
                phase=Phase.STOPPING if at_once else Phase.DRAINING,
                phase_for=0.0,
                stopped_by=user,
                channel=kept.channel or channel,
                message=kept.message if _has_message(kept) else "",
                serial=kept.serial + 1,
                failures=0,
            )

        return self._change(key, change, user, "stop now" if now else "stop", entry, _stop_told)

    def keep(self, key: str, user: str, entry: Entry) -> Asked:
        """Keep a running model for an hour from now, whatever would stop it but a budget.

        A stop by the settings that waits for the images in flight is taken back, too.
        """

        def change(kept: LifeRecord) -> LifeRecord:
            if kept.phase is Phase.DRAINING and not kept.stopped_by:
                return _called_off(kept, kept.lease)
            if kept.phase is not Phase.ON:
                return kept
            return replace(kept, keep=KEEP_SECONDS, idle=0.0)

        return self._change(key, change, user, "keep", entry, _keep_told)

    def _change(
        self,
        key: str,
        change: Callable[[LifeRecord], LifeRecord],
        user: str,
        action: str,
        entry: Entry,
        told: Callable[[LifeRecord, LifeRecord], Told],
    ) -> Asked:
        def change_once(kept: LifeRecord) -> LifeRecord:
            if key in kept.wishes:
                return kept
            # Also one that changes nothing now: run again later, it would.
            return replace(change(kept), wishes=(*kept.wishes, key)[-WISHES:])

        before, after = self._records.update(self._name, change_once)
        if key in before.wishes:
            became = Told.BEFORE
        else:
            became = told(before, replace(after, wishes=before.wishes))
        asked = Asked(became, before, after)
        if asked.told is Told.DONE:
            self._audit.write(
                AuditEntry(
                    self._clock.wall(), user, action, entry.value, self._name, _detail(after)
                )
            )
        self._wake()
        return asked


def _called_off(kept: LifeRecord, lease: float | None) -> LifeRecord:
    """A stop that is taken back; whatever caused it would stop the model again at once."""
    return replace(
        kept,
        phase=Phase.ON,
        phase_for=0.0,
        stopped_by="",
        reason="",
        lease=lease,
        keep=KEEP_SECONDS,
        idle=0.0,
        warned=0.0,  # taken back at the next look, in the message that said it
    )


def _has_message(kept: LifeRecord) -> bool:
    """Whether a message of a moment ago speaks of the start, or of the stop, that is ended."""
    in_start = kept.phase in (Phase.STARTING, Phase.DRAINING)
    return in_start or kept.warned is not None


def _start_told(before: LifeRecord, after: LifeRecord) -> Told:
    if after != before:
        return Told.DONE
    return {
        Phase.ON: Told.ALREADY,
        Phase.STARTING: Told.UNDER_WAY,
    }.get(before.phase, Told.OTHER_WAY)


def _stop_told(before: LifeRecord, after: LifeRecord) -> Told:
    if after != before:
        return Told.DONE
    return Told.ALREADY if before.phase is Phase.OFF else Told.UNDER_WAY


def _keep_told(before: LifeRecord, after: LifeRecord) -> Told:
    return Told.DONE if after.phase is Phase.ON else Told.ALREADY


def _detail(after: LifeRecord) -> str:
    if after.phase is not Phase.STARTING:
        return f"run {after.run}" if after.run else ""
    most = f" to {after.max_units}" if after.max_units else ""
    lease = f", for {after.lease / 3600:g} h" if after.lease is not None else ""
    return f"run {after.run}, units {after.units}{most}{lease}"
