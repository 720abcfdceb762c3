"""Detectors that are paid by the image and have no model to start or stop."""

from __future__ import annotations

from bot.core.model import ModelState, ModelStatus


class AlwaysOn:
    """The life of a detector that is simply there."""

    def __init__(self, version: str) -> None:
        self._version = version

    def status(self) -> ModelStatus:
        """Always on."""
        return ModelStatus(ModelState.ALWAYS_ON, self._version)

    def start(self, units: int | None = None, max_units: int | None = None) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""
