"""What is kept of a model's life, so that any process can go on with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    """What is wanted of the model, and how far that is."""

    OFF = "off"
    STARTING = "starting"
    """A start was asked for; the vendor may not have heard of it yet."""
    ON = "on"
    DRAINING = "draining"
    """A stop was asked for; images that were accepted are finished first."""
    STOPPING = "stopping"
    """Stop is repeated until the model is seen to have stopped."""


@dataclass(frozen=True, slots=True)
class LifeRecord:
    """A model's life at the last look.

    Times are counted in seconds that passed, not as clock readings, so that a clock that jumps
    neither stops a busy model nor keeps an idle one.

    Attributes:
        model: which one: an ARN, or `local`.
        phase: what is wanted, and how far that is.
        run: id of the run that is under way; empty when there is none.
        who: the user id of who started it; empty when it was started outside of the bot.
        stopped_by: who asked for the stop; empty when the bot decided it.
        reason: why it is being stopped, for people.
        channel: where its life is told; empty when nobody asked in a channel.
        message: `ts` of the message there that is kept up to date.
        units: inference units of this run.
        max_units: most that AWS may scale up to; `None` without scaling.
        lease: seconds left of `for 2h`; `None` without one.
        keep: seconds left of “Keep 1 hour”.
        idle: seconds without work.
        warned: seconds since the warning of a stop; `None` when there was none.
        phase_for: seconds in this phase.
        running_for: seconds that the model has run in this run.
        wakes: how often somebody asked for a look at the vendor, from whichever process.
        failures: while it starts, how many starts were accepted; while it stops, how often in a
            row the vendor refused.
        start_asked: seconds since the vendor was last asked to start it; `None` before, and
            once that start is seen to have worked.
        refused: seconds since a detection found that it did not run although it should; `None`
            when none did.
        wishes: keys of the last requests about what is wanted, so that one which is run
            again after a crash changes nothing that was asked for since.
        switching: how the vendor knows a model version that is being started to take the place of
            the one in use; empty when there is none.
        switching_since: seconds since 1970 UTC.
        serial: number of the next warning or stop of this run, so that each has a message of its
            own.
        looked_wall: the time of the last look, in seconds since 1970 UTC.
        looked_now: the same by the monotonic clock of the process that looked.
        looked_by: which process that was, told from all others and from the same one before a
            restart; empty when the time before does not count.
    """

    model: str
    phase: Phase = Phase.OFF
    run: str = ""
    who: str = ""
    stopped_by: str = ""
    reason: str = ""
    channel: str = ""
    message: str = ""
    units: int = 1
    max_units: int | None = None
    lease: float | None = None
    keep: float = 0.0
    idle: float = 0.0
    warned: float | None = None
    phase_for: float = 0.0
    running_for: float = 0.0
    wakes: int = 0
    failures: int = 0
    start_asked: float | None = None
    refused: float | None = None
    wishes: tuple[str, ...] = ()
    switching: str = ""
    switching_since: float = 0.0
    serial: int = 0
    looked_wall: float = 0.0
    looked_now: float = 0.0
    looked_by: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the model, from its start to its stop, for `/rekog cost`.

    Attributes:
        id: of the run.
        model: which one.
        who: the user id of who started it; empty when it was started outside of the bot.
        began: seconds since 1970 UTC.
        seconds: that it has run so far.
        dollars: what that cost at most.
        units: inference units.
        max_units: most that AWS may have scaled up to.
        ended: seconds since 1970 UTC; `None` while it runs.
        reason: why it was stopped.
    """

    id: str
    model: str
    who: str
    began: float
    seconds: float
    dollars: float
    units: int
    max_units: int | None = None
    ended: float | None = None
    reason: str = ""
