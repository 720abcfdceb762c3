"""`python -m bot run` and `worker`: the bot, until it is told to stop."""

from __future__ import annotations

import argparse
import signal
import threading
from types import FrameType

from bot import app
from bot.settings import Settings

# Heroku kills what still runs 30 seconds after SIGTERM.
# https://devcenter.heroku.com/articles/limits#exit-timeout
# The connection takes up to 3 of them to close, and the last reactions up to 10.
DRAIN_SECONDS = 15.0


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT, then finish what is under way."""
    told = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    application = app.Application(settings, listens=options.command == "run")
    application.start()
    try:
        told.wait()
    finally:
        application.stop(DRAIN_SECONDS)
    return 0
