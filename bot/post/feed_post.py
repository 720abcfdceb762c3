"""What an answer of the feed says besides: which object it is about, and how to mute it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.cards import Button, Press
from bot.core.model import Answered, Outcome
from bot.core.requests import FeedRequest, RecognitionRequest
from bot.post.mrkdwn import escape, plain

MAX_URI = 1100
"""A key has up to 1024 bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"""


def feed_notes(request: RecognitionRequest, outcomes: Sequence[Outcome]) -> list[str]:
    """The object's name; the sentence of one without an answer names it mostly, but not always."""
    if not isinstance(request, FeedRequest) or not request.sources:
        return []
    verb = "In" if isinstance(outcomes[0], Answered) else "About"
    return [f"{verb} `{_code(str(request.sources[0]))}`"]


def _code(text: str) -> str:
    """For between backticks, where nothing else is markup, so that a key can be copied."""
    return escape(plain(text, MAX_URI).replace("`", "ˋ"))


def feed_buttons(request: RecognitionRequest) -> tuple[Button, ...]:
    """“Mute for 1 h” under what a rule posts."""
    if not isinstance(request, FeedRequest):
        return ()
    return (Button("Mute for 1 h", Press.MUTE_FEED, request.rule),)
