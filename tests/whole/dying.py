"""Bots that die and are started again, one after the other, in one workspace."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.sandbox.slack import SlackStandIn

ROOT = Path(__file__).parents[2]
NEVER = "- before 1 -"


class Dying:
    """Starts bots that die at a moment.

    Args:
        slack: the workspace.
        settings: of the bots.
        folder: for the flags that say that the moment counts from now on.
    """

    def __init__(self, slack: SlackStandIn, settings: Mapping[str, str], folder: Path) -> None:
        self._slack = slack
        self._flags = (folder / f"flag{number}" for number in range(10_000))
        self._maker = subprocess.Popen(
            [sys.executable, "-m", "tests.whole.mortal"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._flag = next(self._flags)
        self._bot = 0

    def start(self, name: str = "-", place: str = "before", number: int = 1) -> None:
        """Start a bot that will die at a moment, and wait until it is connected."""
        self._flag = next(self._flags)
        assert self._maker.stdin is not None
        self._maker.stdin.write(f"{name} {place} {number} {self._flag}\n")
        self._maker.stdin.flush()
        self._bot = int(self._line())
        self._slack.wait_for(lambda: self._slack.connections > 0)

    def arm(self) -> None:
        """From now on the moment counts."""
        self._flag.touch()

    def dead(self, seconds: float = 5.0) -> bool:
        """Wait until the bot is dead, and the workspace knows.

        Returns:
            Whether it died at its moment; else it is killed after so many seconds.
        """
        assert self._maker.stdout is not None
        came, _, _ = select.select([self._maker.stdout], [], [], seconds)
        if not came:
            os.kill(self._bot, signal.SIGKILL)
        assert self._line() == "killed"
        self._slack.wait_for(lambda: self._slack.connections == 0)
        return bool(came)

    def kill(self) -> None:
        """Kill the bot."""
        self.dead(0.0)

    def close(self) -> None:
        with_bot = self._bot
        assert self._maker.stdin is not None
        self._maker.stdin.close()
        for process in (with_bot, self._maker.pid):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._maker.wait()
        assert self._maker.stdout is not None
        self._maker.stdout.close()

    def _line(self) -> str:
        assert self._maker.stdout is not None
        return self._maker.stdout.readline().strip()


@contextmanager
def dying(slack: SlackStandIn, settings: Mapping[str, str], folder: Path) -> Iterator[Dying]:
    """Bots that do not outlive the test."""
    bots = Dying(slack, settings, folder)
    try:
        yield bots
    finally:
        bots.close()
