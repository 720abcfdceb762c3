"""Detectors without a model to start are always on."""

from __future__ import annotations

from bot.core.model import ModelState, ModelStatus
from bot.core.ports import Model
from bot.lifecycle.always_on import AlwaysOn


def test_it_is_always_on() -> None:
    """Neither start nor stop changes anything."""
    model: Model = AlwaysOn("Amazon Rekognition labels")
    before = model.status()

    model.start()
    model.stop()

    assert (
        before == model.status() == ModelStatus(ModelState.ALWAYS_ON, "Amazon Rekognition labels")
    )
