"""What the team's model version has learned: it follows the version that is in use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.errors import ModelDamaged
from bot.detect.local.learned import Learned, load

log = logging.getLogger(__name__)

Key = tuple[int, int]
InUse = Callable[[], Key | None]
"""The number of the version in use, and the revision of what it has learned."""


@dataclass(frozen=True, slots=True)
class Held:
    """A version in memory."""

    key: Key
    learned: Learned

    @property
    def name(self) -> str:
        """As people know it."""
        return f"v{self.key[0]} (local)"


class Team:
    """Holds the version in use; several threads may ask at once.

    Args:
        in_use: asked at each detection.
        load_model: what a version has learned; asked when that changes.
    """

    def __init__(self, in_use: InUse, load_model: Callable[[int], bytes | None]) -> None:
        self._in_use = in_use
        self._load_model = load_model
        self._lock = threading.Lock()
        self._held: Held | None = None
        self._bad: Key | None = None

    def held(self) -> Held | None:
        """The version in use; `None` while the team has none.

        While another one is loaded, and when it cannot be, the one before goes on.

        Raises:
            ModelDamaged: it cannot be read, and there is none before it.
        """
        try:
            key = self._in_use()
        except Exception:
            log.exception("which model version is in use cannot be known just now")
            return self._held
        if key is None:
            self._held = None
        elif key != self._bad and (self._held is None or self._held.key != key):
            with self._lock:
                self._take(key)
        if self._held is None and key is not None:
            raise ModelDamaged  # answers of the detector as it came would pass for the team's
        return self._held

    def drop(self) -> None:
        """Hold nothing; the next one who asks loads it again."""
        self._held = None

    def _take(self, key: Key) -> None:
        if self._held is not None and self._held.key == key:
            return  # another thread was faster
        try:
            model = self._load_model(key[0])
            if model is None:
                raise ModelDamaged
            self._held = Held(key, load(model))
        except ModelDamaged:
            log.exception("v%d is damaged; the version before goes on", key[0])
            self._bad = key
        except Exception:
            if self._held is None:
                raise
            log.exception("v%d cannot be had just now; the version before goes on", key[0])
