"""Remembers, beyond restarts and for every process, that the model was stopped."""

from __future__ import annotations

import logging
from pathlib import Path

log = logging.getLogger(__name__)

_EXPLANATION = "The embedded detector is stopped while this file is here.\n"


class Switch:
    """A file says that the model is stopped; without it the model runs, since it costs nothing.

    Where the file cannot be written or removed, this process alone remembers.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._remembered: bool | None = None

    def is_off(self) -> bool:
        """Whether the model was stopped, by whichever process."""
        return self._path.exists() if self._remembered is None else self._remembered

    def turn_off(self) -> None:
        """Remember that the model is stopped."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(_EXPLANATION, encoding="utf-8")
            self._remembered = None
        except OSError as error:
            self._remember(True, error)

    def turn_on(self) -> None:
        """Forget that the model was stopped."""
        try:
            self._path.unlink(missing_ok=True)
            self._remembered = None
        except OSError as error:
            self._remember(False, error)

    def _remember(self, off: bool, error: OSError) -> None:
        word = "stopped" if off else "started"
        log.warning("only this process knows that the model was %s: %s", word, error)
        self._remembered = off
