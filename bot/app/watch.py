"""The watch over the model: a thread that looks, whatever becomes of the jobs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from bot.core.ports import Clock

log = logging.getLogger(__name__)

# A look asks the vendor, whose calls end within a minute or two; ten minutes are no hiccup.
UNWELL_SECONDS = 600.0


class Watch:
    """Looks at the model every few seconds, in a thread of its own.

    Args:
        look: one look; it raises nothing.
        tick: seconds between two looks.
        sign: says after each look that there was one.
    """

    def __init__(
        self,
        look: Callable[[], object],
        tick: float,
        clock: Clock,
        sign: Callable[[], object] = lambda: None,
    ) -> None:
        self._look = look
        self._sign = sign
        self._tick = tick
        self._clock = clock
        self._told = threading.Event()
        self._stopping = False
        self._looked = clock.now()
        self._thread = threading.Thread(target=self._work, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._looked = self._clock.now()
        self._thread.start()

    def wake(self) -> None:
        """Look at once."""
        self._told.set()

    def stop(self, timeout: float) -> bool:
        """Look no more; whether the last look ended within `timeout` seconds."""
        self._stopping = True
        self._told.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def well(self) -> bool:
        """Whether it still looks. A watch that hangs is a model that nobody stops."""
        return self._clock.now() - self._looked < UNWELL_SECONDS

    def _work(self) -> None:
        while not self._stopping:
            try:
                self._look()
            except Exception:
                log.exception("the watch could not look")
            self._looked = self._clock.now()
            self._sign()
            self._told.wait(self._tick)
            self._told.clear()
