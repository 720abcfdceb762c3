"""The model's life and what is kept, for the short commands of a shell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.app.living import NoBoard, NoJobs, NoWaiting, life
from bot.app.state import State
from bot.app.timing import Timing
from bot.app.wiring import parts
from bot.core.cards import Card
from bot.core.errors import FetchFailed
from bot.core.life import ModelLife
from bot.core.model import Member, Thread
from bot.core.model_commands import ModelCommands
from bot.core.pacing import SystemClock
from bot.core.parked import ParkedJobs
from bot.core.permission import Permission
from bot.core.ports import Clock
from bot.core.requests import Asking
from bot.jobs import JobsElsewhere
from bot.settings import Settings

# Somebody sits there and waits.
SHELL = Timing(poll=2.0)


@dataclass(frozen=True, slots=True)
class Shell:
    """What a command at a shell works with; a bot may run beside it.

    Attributes:
        life: of the model; where no bot looks after it, the shell does.
        commands: the same as in Slack.
        parked: likewise, for the jobs that kept failing.
        clock: for the patience.
    """

    life: ModelLife
    commands: ModelCommands
    parked: ParkedJobs
    clock: Clock


@contextmanager
def shell(settings: Settings) -> Iterator[Shell]:
    """Open what is kept, for one command.

    Raises:
        DatabaseOutOfReach: the database cannot be used.
    """
    state = State(settings, SystemClock(), alone=False, dead_after=SHELL.dead_after)
    state.open()
    try:
        made = parts(settings, versions=state.store.versions)
        living = life(
            settings,
            made,
            state,
            SHELL,
            waiting=NoWaiting(),
            jobs=NoJobs(),
            board=NoBoard(),
        )
        store = state.store
        anybody, nobody = AtShell(Nobody(), "", ()), Nobody()
        commands = ModelCommands(
            living,
            anybody,
            nobody,
            waiting=store.waiting,
            parking=store.parking,
            spending=store.spending,
            audit=store.audit,
            clock=made.clock,
        )
        parked = ParkedJobs(
            store.parking,
            JobsElsewhere(state.database.engine),
            anybody,
            nobody,
            store.audit,
            made.clock,
            model=living.name,
        )
        try:
            yield Shell(living, commands, parked, made.clock)
        finally:
            living.resign()
    finally:
        state.close()


class AtShell(Permission):
    """Whoever is at a shell may do what the bot's credentials allow, and knows who that is."""

    @property
    def who(self) -> str:
        """Nobody needs to be named."""
        return ""


class Nobody:
    """There is no Slack at a shell: nobody to be looked up, nobody to be told."""

    def member(self, user: str) -> Member:
        """Nobody is known."""
        raise FetchFailed(name=user)

    def group(self, user_group: str) -> frozenset[str]:
        """No group is known."""
        raise FetchFailed(name=user_group)

    def privately(self, request: Asking, told: str | Card) -> None:
        """Nobody is told."""

    def in_thread(self, thread: Thread, text: str) -> None:
        """Nobody is told."""
