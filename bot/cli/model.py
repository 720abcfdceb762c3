"""`python -m bot start`, `stop` and `status`: the model's life from a shell."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot import app
from bot.core.model import ModelState, ModelStatus
from bot.core.model_change import WANTED, Answer, arrived, ask
from bot.core.model_words import describe, duration
from bot.core.ports import Clock, Model
from bot.core.requests import ModelAction
from bot.settings import Settings

POLL_SECONDS = 5.0
WAIT = frozenset({Answer.ASKED, Answer.UNDER_WAY, Answer.OTHER_WAY})


def status(settings: Settings, options: argparse.Namespace) -> int:
    """Say how the model is."""
    _print(app.parts(settings).model.status(), options.json)
    return 0


def change(settings: Settings, options: argparse.Namespace) -> int:
    """Start or stop the model; 1 when it did not come to what was asked."""
    parts = app.parts(settings)
    action = ModelAction(options.command)
    asked = ask(parts.model, action)
    now = asked.status
    if asked.answer in WAIT and not options.no_wait:
        now = _wait(parts.model, action, parts.clock, quiet=options.json)
    _print(now, options.json)
    if asked.answer is Answer.NOTHING:
        return 0 if now.state is ModelState.ALWAYS_ON else 1
    return 0 if options.no_wait or now.state is WANTED[action] else 1


def _wait(model: Model, action: ModelAction, clock: Clock, *, quiet: bool) -> ModelStatus:
    began = clock.now()
    while True:
        now = model.status()
        waited = clock.now() - began
        if arrived(action, now, waited):
            return now
        if not quiet:
            print(f"{describe(now)} ({duration(waited)})", flush=True)
        clock.sleep(POLL_SECONDS)


def _print(now: ModelStatus, as_json: bool) -> None:
    if not as_json:
        print(describe(now))
        return
    fields: dict[str, Any] = {
        "state": now.state.value,
        "version": now.version,
        "message": now.message,
        "inference_units": now.inference_units,
    }
    print(json.dumps(fields, ensure_ascii=False))
