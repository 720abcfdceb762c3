"""Sends, and sends again what was not acknowledged."""

from __future__ import annotations

import asyncio

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.delivery.attempts import EVENT, Attempt, Delivery, Transport
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.words import Json


class Outbox:
    """Events are retried three times, everything else is sent once.

    https://docs.slack.dev/apis/events-api#retries

    Args:
        transport: the way to the app.
        timing: how long to wait before each retry.
        changes: told when a try is over.
    """

    def __init__(self, transport: Transport, timing: Timing, changes: Changes) -> None:
        self.transport = transport
        self.deliveries: list[Delivery] = []
        self._timing = timing
        self._changes = changes
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, kind: str, payload: Json) -> Delivery:
        """Begin to send; the result's `first` is done after the first try."""
        delivery = Delivery(kind, payload, asyncio.get_running_loop().create_future())
        self.deliveries.append(delivery)
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def send_once(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        """Send once more, as a retry that comes late."""
        attempt = await self.transport.once(delivery, number, reason)
        delivery.attempts.append(attempt)
        self._changes.note()
        return attempt

    async def close(self) -> None:
        """Give up what is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, delivery: Delivery) -> None:
        attempt = await self.send_once(delivery, 0, "")
        delivery.first.set_result(attempt)
        for number, delay in enumerate(self._timing.retries, 1):
            if attempt.acked or attempt.final or delivery.kind != EVENT:
                break
            await asyncio.sleep(delay)
            attempt = await self.send_once(delivery, number, attempt.reason)
        delivery.over = True
        self._changes.note()
