"""What the message of a scan says now, and the pace that it has seen."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from bot.core.cards import Card
from bot.core.ports import Clock
from bot.core.scan import Scan
from bot.core.scan_money import Tariff, estimate
from bot.core.scan_outcome import Now
from bot.core.scan_records import Scans
from bot.core.scan_words import card

RATE_SECONDS = 60.0
"""Over which the pace is measured."""


class Pace:
    """How many objects a second were looked at lately, for each scan."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[str, deque[tuple[float, int]]] = {}

    def note(self, scan: str, looked_at: int) -> None:
        """So many by now."""
        seen = self._seen.setdefault(scan, deque())
        seen.append((self._clock.now(), looked_at))
        while len(seen) > 2 and seen[-1][0] - seen[1][0] >= RATE_SECONDS:
            seen.popleft()

    def of(self, scan: str) -> float:
        """Objects a second; 0 when that is not known."""
        seen = self._seen.get(scan)
        if not seen or seen[-1][0] == seen[0][0]:
            return 0.0
        return (seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0])

    def forget(self, scan: str) -> None:
        """It rests, or is over."""
        self._seen.pop(scan, None)


class ScanView:
    """What the message of a scan says now.

    Args:
        scans: what is kept.
        tariff: what work costs now.
        expected: how the model stands.
        pace: as this process has seen it.
    """

    def __init__(
        self, scans: Scans, tariff: Callable[[], Tariff], expected: Callable[[], str], pace: Pace
    ) -> None:
        self._scans = scans
        self._tariff = tariff
        self._expected = expected
        self._pace = pace

    def card(self, scan: Scan) -> Card:
        """The message."""
        return card(scan, self.now(scan))

    def spent(self, scan: Scan) -> float:
        """US dollars so far."""
        return self.now(scan).spent

    def now(self, scan: Scan) -> Now:
        """How it goes."""
        tally, tariff = self._scans.tally(scan.id), self._tariff()
        rate = self._pace.of(scan.id)
        if not rate and scan.seconds >= 1:
            rate = tally.looked_at / scan.seconds
        return Now(
            tally,
            estimate(scan.count.images, tariff),
            rate,
            tariff.dollars(tally.looked_at, scan.seconds),
            self._expected() if scan.waiting else "",
        )
