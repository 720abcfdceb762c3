"""Buttons: each press is a request like a command, whose permission is checked when it is run."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from types import MappingProxyType
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.core.cards import Press, read_terms
from bot.core.requests import (
    Entry,
    FeedMuteRequest,
    ModelAction,
    ModelRequest,
    ParkedRequest,
    StartTerms,
    TrainingAction,
    TrainingRequest,
)
from bot.core.scan_requests import ScanAction, ScanRequest
from bot.listeners.intake import Intake, Payload

log = logging.getLogger(__name__)

MODEL = MappingProxyType(
    {
        Press.START: ModelAction.START,
        Press.CONFIRM_START: ModelAction.START,
        Press.STOP: ModelAction.STOP,
        Press.KEEP: ModelAction.KEEP,
    }
)
TRAINING = MappingProxyType(
    {
        Press.CONFIRM_TRAIN: TrainingAction.TRAIN,
        Press.USE: TrainingAction.USE,
        Press.CONFIRM_EVALUATE: TrainingAction.EVALUATE,
        Press.CONFIRM_USE: TrainingAction.USE,
        Press.CONFIRM_FORGET: TrainingAction.FORGET,
    }
)
SCANS = MappingProxyType(
    {
        Press.SCAN_CONFIRM: ScanAction.CONFIRM,
        Press.SCAN_PAUSE: ScanAction.PAUSE,
        Press.SCAN_RESUME: ScanAction.RESUME,
        Press.SCAN_CANCEL: ScanAction.CANCEL,
    }
)
FEED = frozenset({Press.MUTE_FEED, Press.UNMUTE_FEED})
JOBS = frozenset({Press.RETRY_JOB, Press.DROP_JOB})
CONFIRMED = frozenset(
    {
        Press.CONFIRM_START,
        Press.CONFIRM_TRAIN,
        Press.CONFIRM_EVALUATE,
        Press.CONFIRM_USE,
        Press.CONFIRM_FORGET,
    }
)
QUESTIONS = CONFIRMED | {Press.DISMISS}
"""Buttons of a private question, which goes away once it is answered."""

TEACHING = frozenset(
    {Press.CORRECT, Press.PICTURE, Press.OFFER, Press.AGREE, Press.UNDO, Press.PAGE}
)
"""Buttons of `listeners.teaching`."""


def register(app: App, intake: Intake) -> None:
    """Take the presses of all buttons.

    Several buttons of a kind in one message have a number behind their action id, since ids
    have to differ within a block.
    """
    tidying = ThreadPoolExecutor(1, "tidying")
    for press in set(Press) - TEACHING:
        app.action(re.compile(rf"^{press.value}(:\d+)?$"))(_listener(press, intake, tidying))


def _listener(press: Press, intake: Intake, tidying: Executor) -> Callable[..., None]:
    def pressed(ack: Ack, body: Payload, action: Payload, respond: Respond) -> None:
        if press in MODEL:
            intake.submit(_model(press, body, action))
        elif press in TRAINING:
            intake.submit(_training(press, body, action))
        elif press in SCANS:
            intake.submit(_scan(press, body, action))
        elif press in JOBS:
            intake.submit(_job(press, body, action))
        elif press in FEED:
            intake.submit(_mute(press, body, action))
        ack()
        if press in QUESTIONS:
            # This calls Slack, which may take long, and others wait for a listener's thread.
            tidying.submit(tidy, respond)

    return pressed


def tidy(respond: Respond) -> None:
    """Take a private question away. Never raises."""
    try:
        respond(delete_original=True)
    except Exception as error:
        log.info("a question stays where it is: %s", type(error).__name__)


def _model(press: Press, body: Payload, action: Payload) -> ModelRequest:
    starting = MODEL[press] is ModelAction.START
    return ModelRequest(
        action=MODEL[press],
        entry=Entry.BUTTON,
        terms=read_terms(action.get("value") or "") if starting else StartTerms(),
        confirmed=press in CONFIRMED,
        **who(body),
    )


def _training(press: Press, body: Payload, action: Payload) -> TrainingRequest:
    return TrainingRequest(
        action=TRAINING[press],
        entry=Entry.BUTTON,
        what=action.get("value") or "",
        confirmed=press in CONFIRMED,
        **who(body),
    )


def _scan(press: Press, body: Payload, action: Payload) -> ScanRequest:
    return ScanRequest(action=SCANS[press], scan=action.get("value") or "", **who(body))


def _job(press: Press, body: Payload, action: Payload) -> ParkedRequest:
    return ParkedRequest(
        reference=action.get("value") or "", retry=press is Press.RETRY_JOB, **who(body)
    )


def _mute(press: Press, body: Payload, action: Payload) -> FeedMuteRequest:
    return FeedMuteRequest(
        rule=action.get("value") or "", mute=press is Press.MUTE_FEED, **who(body)
    )


def who(body: Payload) -> dict[str, Any]:
    """Who pressed, where; a trigger id is made for each press.

    In a shared channel people of another organisation can press too, and `team` is the workspace of
    the app even then: only `user` tells where they are from.
    https://docs.slack.dev/apis/slack-connect/
    """
    user = body["user"]
    return {
        "key": f"click:{body['trigger_id']}",
        "user": user["id"],
        "team": user.get("team_id") or (body.get("team") or {}).get("id") or "",
        "channel": (body.get("channel") or {}).get("id") or "",
        "response_url": body.get("response_url") or "",
    }
