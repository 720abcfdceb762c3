"""`/rekog …`: the model's life, S3 objects, help."""

from __future__ import annotations

import html
import re
from typing import Any

from slack_bolt import Ack, App

from bot.core import scan_text, start_terms
from bot.core.model import S3Object
from bot.core.requests import (
    ExportRequest,
    ModelAction,
    ModelRequest,
    ObjectRequest,
    StartTerms,
    TrainingAction,
    TrainingRequest,
)
from bot.core.scan_requests import ScanRequest
from bot.core.start_terms import NotUnderstood
from bot.core.teach_requests import ReviewRequest
from bot.listeners.intake import Intake, Payload

HELP = """\
*I look at pictures and tell you what is in them.*
• Post a picture in a channel that I am in, in a thread, or in a message to me.
• `@Rekog s3://bucket/key` or `/rekog detect s3://bucket/key` looks at an object in S3; `at 80` \
behind it shows only what is at least 80 % certain.
• For an older message, or one in a thread: its ⋮ menu, then *Recognise images*.
• To teach me: *Correct* under an answer, *Teach* in a message's ⋮ menu, or \
`@Rekog this is Alice` with pictures of her. `/rekog review` shows a few that are worth a look.
• `/rekog status` says how the model is and when it stops, `/rekog cost` what it has cost.
• For admins, since a running model can cost money: `/rekog start` (or `start for 2h units 2 max \
4`), `/rekog keep` for an hour more, `/rekog stop` (or `stop now`).
• Also for admins: `/rekog log` says who did what, `/rekog jobs` shows what kept failing.
• `/rekog dataset` shows what is labelled, `/rekog models` what was learned from it. Admins: \
`/rekog train`, `/rekog evaluate v3`, `/rekog use v3` (or `previous`, `base`), `/rekog forget NAME`.
• `/rekog scan s3://bucket/prefix/` looks at all pictures there, once an admin agrees to the cost.
• `/rekog export coco` sends admins the dataset as a file, `@Rekog import` takes one in.
• `/rekog help` shows this."""

DETECT_USAGE = (
    "Tell me which object: `/rekog detect s3://bucket/key`, and if you like `at 80` behind it. "
    "A key with spaces is fine."
)
REVIEW = "review"
SCAN = "scan"
EXPORT = "export"
MODEL_WORDS = tuple(action.value for action in ModelAction)
TRAINING_WORDS = tuple(action.value for action in TrainingAction)
AT = re.compile(r"^(?P<uri>.*?)\s+at\s+(?P<percent>\d{1,3}(?:[.,]\d+)?)\s*%?\s*$", re.DOTALL)


def register(app: App, intake: Intake) -> None:
    """Take the slash command."""

    @app.command("/rekog")
    def rekog(ack: Ack, command: Payload) -> None:
        first, *behind = html.unescape(command.get("text") or "").split(maxsplit=1) or [""]
        word, rest = first.lower(), "".join(behind).strip()
        if word in MODEL_WORDS:
            _model(ack, command, intake, ModelAction(word), rest)
        elif word in TRAINING_WORDS:
            _training(ack, command, intake, TrainingAction(word), rest)
        elif word == "detect":
            _detect(ack, command, intake, rest)
        elif word == SCAN:
            _scan(ack, command, intake, rest)
        elif word in (REVIEW, EXPORT):
            review, form = word == REVIEW, rest.lower()[:40]
            who = _who(command)
            intake.submit(ReviewRequest(**who) if review else ExportRequest(**who, form=form))
            ack()
        elif word in ("", "help"):
            ack(text=HELP)
        else:
            ack(text=f"I do not know `/rekog {_plain(word)}`.\n{HELP}")


def _model(ack: Ack, command: Payload, intake: Intake, action: ModelAction, rest: str) -> None:
    try:
        terms, now = _behind(action, rest)
    except NotUnderstood as error:
        ack(text=str(error))
        return
    intake.submit(
        ModelRequest(
            **_who(command),
            action=action,
            terms=terms,
            now=now,
        )
    )
    ack()


def _training(
    ack: Ack, command: Payload, intake: Intake, action: TrainingAction, rest: str
) -> None:
    takes = (TrainingAction.USE, TrainingAction.EVALUATE, TrainingAction.FORGET)
    if rest and action not in takes:
        ack(
            text=f"`/rekog {action.value}` stands alone: I do not know what “{_plain(rest)}” means."
        )
        return
    intake.submit(
        TrainingRequest(
            **_who(command),
            action=action,
            what=rest[:200],
        )
    )
    ack()


def _behind(action: ModelAction, rest: str) -> tuple[StartTerms, bool]:
    """What stands behind the word: the terms of a start, and whether a stop is not to wait."""
    if action is ModelAction.START:
        return start_terms.parse(rest), False
    if action is ModelAction.STOP and rest.lower() == "now":
        return StartTerms(), True
    if rest:
        alone = "stands alone"
        if action is ModelAction.STOP:
            alone += ", or is `/rekog stop now`, which does not wait for the pictures in flight"
        raise NotUnderstood(
            f"`/rekog {action.value}` {alone}: I do not know what “{_plain(rest)}” means."
        )
    return StartTerms(), False


def _detect(ack: Ack, command: Payload, intake: Intake, rest: str) -> None:
    uri, percent = _split(rest)
    source = S3Object.parse(uri.strip().strip("`<>\"'“”"))
    if source is None:
        ack(text=DETECT_USAGE)
        return
    if percent is not None and percent > 100:
        ack(text=f"The confidence is a percentage from 0 to 100, not {percent:g}.")
        return
    intake.submit(
        ObjectRequest(
            key=_key(command),
            source=source,
            user=command["user_id"],
            channel=command["channel_id"],
            response_url=command["response_url"],
            min_confidence=percent,
        )
    )
    ack()


def _scan(ack: Ack, command: Payload, intake: Intake, rest: str) -> None:
    try:
        said = scan_text.parse(rest)
    except NotUnderstood as error:
        ack(text=str(error))
        return
    intake.submit(
        ScanRequest(
            **_who(command),
            action=said.action,
            uri=said.uri,
            labels=said.labels,
            min_confidence=said.min_confidence,
            scan=said.scan,
        )
    )
    ack()


def _split(text: str) -> tuple[str, float | None]:
    """`s3://… at 80` into the URI and the percentage."""
    match = AT.match(text)
    if match is None:
        return text, None
    return match["uri"], float(match["percent"].replace(",", "."))


def _key(command: Payload) -> str:
    """A trigger id is made for each command that a person sends."""
    return f"command:{command['trigger_id']}"


def _who(command: Payload) -> dict[str, Any]:
    """Who asks for what, where; and how they are told."""
    return {
        "key": _key(command),
        "user": command["user_id"],
        "team": command["team_id"],
        "channel": command["channel_id"],
        "response_url": command["response_url"],
    }


def _plain(text: str) -> str:
    """Somebody's words, shortened and without markup."""
    return re.sub(r"[`*_~<>&]", "", text)[:60]
