"""`python -m tests.whole.mortal`: bots that die at a moment that is told, as by `kill -9`.

Everything is imported once; each line on standard input makes one bot in a process of its own:
`NAME PLACE NUMBER FLAG`, which dies the NUMBER-th time that it comes by the place (`before` or
`after` something that is called NAME) once the file FLAG is there; `-` lives until it is ended.

`python -m tests.whole.mortal run` and `worker` are one such process without a moment.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from bot.app import Application
from bot.core.life_asking import Asking
from bot.core.life_changes import Changes
from bot.detect.rekognition import Rekognition
from bot.feed.queue import QueueReader
from bot.jobs.journal import DurableJournal
from bot.post.web import Web
from bot.settings import Settings
from bot.store.lives import StoredLives
from tests.whole.fast import FAST


class Reaper:
    """Ends this process at its moment."""

    def __init__(self, name: str, place: str, number: int, flag: Path) -> None:
        self._moment = (name, place)
        self._left = number
        self._flag = flag
        self._lock = threading.Lock()

    def pass_by(self, name: str, place: str) -> None:
        with self._lock:
            if (name, place) != self._moment or not self._flag.exists():
                return
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def stand_at(self, kind: type, method: str, name: Callable[[tuple[Any, ...]], str]) -> None:
        """Stand before and after a method."""
        original = getattr(kind, method)

        def passing(this: Any, *values: Any, **named: Any) -> Any:
            called = name(values)
            self.pass_by(called, "before")
            result = original(this, *values, **named)
            self.pass_by(called, "after")
            return result

        setattr(kind, method, passing)


def first(values: tuple[Any, ...]) -> str:
    return str(values[0]).replace(" ", "_")


def live(name: str, place: str, number: str, flag: str) -> None:
    """One bot, until it is ended."""
    reaper = Reaper(name, place, int(number), Path(flag))
    reaper.stand_at(DurableJournal, "step", first)
    reaper.stand_at(WebClient, "api_call", first)
    reaper.stand_at(Rekognition, "call", first)
    reaper.stand_at(Web, "post", lambda values: "upload")
    reaper.stand_at(StoredLives, "update", lambda values: "life")
    reaper.stand_at(Changes, "meet", lambda values: "meet")
    reaper.stand_at(QueueReader, "_delete", lambda values: "delete")
    reaper.stand_at(Asking, "_change", lambda values: "ask")
    bot = Application(Settings.read(os.environ, with_slack=True), timing=FAST)
    bot.start()
    threading.Event().wait()


def lasting(kind: str) -> None:
    """One bot, or one worker, that says when it is ready."""
    settings = Settings.read(os.environ, with_slack=True)
    Application(settings, timing=FAST, listens=kind == "run").start()
    print("ready", flush=True)
    threading.Event().wait()


def main() -> None:
    """Make bots, one at a time, and say how each ended; or one that lasts."""
    if sys.argv[1:]:
        lasting(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                live(*line.split())
            finally:
                os._exit(3)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "ended", flush=True)


if __name__ == "__main__":
    main()
