"""`python -m bot health`: for whatever restarts a bot that hangs, such as Docker."""

from __future__ import annotations

import argparse
import sys
import time

from bot.app.alive import SignOfLife
from bot.app.watch import UNWELL_SECONDS
from bot.settings import Settings

WELL, UNWELL = 0, 1


def health(settings: Settings, options: argparse.Namespace) -> int:
    """Say whether the bot of this machine looks after its model."""
    age = SignOfLife(settings.data_dir).age(time.time())
    if age is None:
        print(f"No bot runs on this machine with {settings.data_dir}.", file=sys.stderr)
        return UNWELL
    if age > UNWELL_SECONDS:
        minutes = round(age / 60)
        print(f"The bot has not looked after its model for {minutes} minutes.", file=sys.stderr)
        return UNWELL
    print("ok")
    return WELL
