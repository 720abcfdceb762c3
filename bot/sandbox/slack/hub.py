"""Everything of one workspace that its parts need of each other."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.controls import Faults, Rates
from bot.sandbox.slack.delivery import Delivery, Outbox, SocketMode
from bot.sandbox.slack.journal import Journal
from bot.sandbox.slack.manifest import Installed
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.payloads import event_callback
from bot.sandbox.slack.shown import file_shown
from bot.sandbox.slack.state import Channel, Workspace
from bot.sandbox.slack.state.users import BOT_USER
from bot.sandbox.slack.tickets import Tickets
from bot.sandbox.slack.words import Json


@dataclass(slots=True)
class Tokens:
    """What the app was given.

    Attributes:
        trouble: Slack's word for what is wrong with the bot's token; empty when nothing is.
    """

    bot: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(12)}")
    app: str = field(default_factory=lambda: f"xapp-1-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    trouble: str = ""


class Hub:
    """One workspace with one app installed."""

    def __init__(self, installed: Installed, timing: Timing, strict_rates: bool, team: str) -> None:
        self.installed = installed
        self.timing = timing
        self.tokens = Tokens()
        self.changes = Changes()
        self.journal = Journal(self.changes)
        self.faults = Faults()
        self.rates = Rates(strict_rates)
        self.workspace = Workspace(team, installed.name, self.changes)
        self.tickets = Tickets(timing)
        self.modals = Modals(
            self.workspace.numbers, self.changes, lambda file: file_shown(self.workspace, file)
        )
        self.sockets = SocketMode(timing, self.changes)
        self.outbox = Outbox(self.sockets, timing, self.changes)
        self.redirect_downloads_to = ""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """Where the stand-in is."""
        return self.workspace.base_url

    def tell(self, subscription: str, event: Json) -> Delivery | None:
        """Tell the app of an event, if it may and wants to hear of it."""
        if not self.installed.hears(subscription):
            return None
        return self.outbox.send("events_api", event_callback(self.workspace.numbers, event))

    def in_channel(self, channel: Channel) -> bool:
        """Whether the bot is a member."""
        return BOT_USER in channel.members

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something happen meanwhile."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End everything that is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.outbox.close()
        await self.sockets.close()
