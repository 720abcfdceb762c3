"""Model versions, with what AWS describes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.rekognition.learned import Learned

CREATED_MILLISECONDS = 1_700_000_000_000
"""When all began: the first ARN ends shortly after."""


@dataclass
class ModelVersion:
    """One model version, with what AWS describes of it."""

    arn: str
    project_arn: str
    name: str
    status: str
    message: str = ""
    units: int | None = None
    max_units: int | None = None
    due: float | None = None
    """When the change that is under way ends; `None` when only a test ends it."""
    ending: Callable[[ModelVersion], None] | None = None
    """What its training does at its end."""
    learned: Learned | None = None
    """What it learned; one that was put here without a training finds patches of colour."""
    described: dict[str, Any] = field(default_factory=dict)
    """What else AWS describes of it."""
