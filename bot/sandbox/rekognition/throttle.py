"""No more than so many calls within a second."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.rekognition.refused import Refused


class Throttle:
    """Counts the calls of the last second: of each model, and of each operation.

    Args:
        now: seconds.
        per_unit: calls to a model for each of its inference units; `None` for any number.
        detecting: calls of each operation that needs no model.
        control: calls of each operation about models.
    """

    def __init__(
        self,
        now: Callable[[], float],
        per_unit: float | None,
        detecting: float | None,
        control: float | None,
    ) -> None:
        self._now = now
        self._per_unit = per_unit
        self._detecting = detecting
        self._control = control
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def model(self, arn: str, units: int) -> None:
        """A call to a model."""
        rate = None if self._per_unit is None else self._per_unit * units
        self._take(arn, rate, "ProvisionedThroughputExceededException")

    def detecting(self, operation: str) -> None:
        """A detection without a model."""
        self._take(operation, self._detecting, "ProvisionedThroughputExceededException")

    def control(self, operation: str) -> None:
        """A call about models."""
        self._take(operation, self._control, "ThrottlingException")

    def counted(
        self, name: str, operation: Callable[[Mapping[str, Any]], dict[str, Any]]
    ) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
        """The operation about models, counted at each call."""

        def call(parameters: Mapping[str, Any]) -> dict[str, Any]:
            self.control(name)
            return operation(parameters)

        return call

    def _take(self, key: str, rate: float | None, code: str) -> None:
        if rate is None:
            return
        with self._lock:
            calls, now = self._calls[key], self._now()
            while calls and calls[0] <= now - 1.0:
                calls.popleft()
            if len(calls) >= rate:
                raise Refused(code, "Provisioned Rate exceeded.")
            calls.append(now)
