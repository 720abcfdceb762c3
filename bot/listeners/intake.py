"""From what Slack sends to what is asked: the same for every way in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.forms import Forms
from bot.core.model import SharedFile, Source, Thread
from bot.core.ports import Answers, JobQueue
from bot.core.recognition import accept
from bot.core.requests import ImportRequest, RecognitionRequest, Request
from bot.core.said import offered, parse
from bot.core.teach_requests import SaidRequest
from bot.listeners.s3_text import s3_objects

Payload = Mapping[str, Any]
_MENTION = re.compile(r"<@[^>]*>")

# Files that Slack has no media type for are judged by their name. HEIC comes from iPhones.
IMAGE_ENDINGS = (
    *(".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"),
    *(".heic", ".heif", ".avif", ".svg"),
)
UNTYPED = ("", "application/octet-stream", "binary/octet-stream")


@dataclass(frozen=True, slots=True)
class Intake:
    """What every listener needs.

    Attributes:
        jobs: where requests wait.
        answers: shows that a post was seen.
        bot_user: the bot's own user id, as it stands in mentions.
        forms: modals, which have to be opened at once.
    """

    jobs: JobQueue
    answers: Answers
    bot_user: str
    forms: Forms

    def submit(self, request: Request) -> None:
        """Record a request."""
        self.jobs.submit(request)

    def post(self, team: str, message: Payload, sources: tuple[Source, ...]) -> None:
        """Record the images of a post, to be answered in its thread."""
        accept(_request(_key(team, message), message, sources), self.jobs, self.answers)

    def brought(self, team: str, message: Payload) -> bool:
        """Record a dataset that somebody brings as a file; `False` when they do not."""
        words = _MENTION.sub(" ", message.get("text") or "").lower().split()
        files = tuple(
            SharedFile(file["id"], file.get("name") or "", known_image=True)
            for file in message.get("files") or ()
        )
        if words[:1] != ["import"] or len(words) > 2 or not files:
            return False
        key, form = f"import:{_key(team, message)}", "".join(words[1:])
        user, own = message.get("user") or "", message.get("user_team") or message.get("team")
        self.submit(ImportRequest(key, user, own or team, thread_of(message), files, form))
        return True

    def told(self, team: str, message: Payload, sources: tuple[Source, ...]) -> bool:
        """Record what somebody says is in their images; `False` when they say nothing of it."""
        said = parse(message.get("text") or "")
        if said is None or not sources:
            return False
        key = f"said:{_key(team, message)}"
        user, thread = message.get("user") or "", thread_of(message)
        # Guests and strangers cannot be told from the team here; that is asked when it is run.
        own = message.get("user_team") or message.get("team") or team
        self.submit(SaidRequest(key, user, own, thread, sources, said.label, said.here))
        return True

    def again(self, key: str, message: Payload, sources: tuple[Source, ...], url: str) -> None:
        """Record the images of an older message that somebody points at."""
        accept(_request(key, message, sources, url), self.jobs, self.answers)

    def mentioned(self, text: str) -> bool:
        """Whether a message speaks to the bot."""
        return f"<@{self.bot_user}>" in text or f"<@{self.bot_user}|" in text


def images(message: Payload) -> tuple[SharedFile, ...]:
    """The files of a message that are images, or may be."""
    return tuple(
        SharedFile(file["id"], file.get("name") or "", known_image=not _unsaid(file))
        for file in message.get("files") or ()
        if _unsaid(file) or _is_image(file)
    )


def objects(message: Payload) -> tuple[Source, ...]:
    """The S3 objects that a message names."""
    return s3_objects(message.get("text") or "")


def help_key(team: str, message: Payload) -> str:
    """One for each message, apart from that of its images."""
    return f"help:{_key(team, message)}"


def thread_of(message: Payload) -> Thread:
    """Where to answer: the thread that the message is in, or the one that it starts."""
    return Thread(message["channel"], message.get("thread_ts") or message["ts"])


def _key(team: str, message: Payload) -> str:
    """Slack may send one message under several event ids, so the message itself is the key.

    https://github.com/slackapi/node-slack-sdk/issues/2141
    """
    return f"{team}:{message['channel']}:{message['ts']}"


def _request(
    key: str, message: Payload, sources: tuple[Source, ...], response_url: str = ""
) -> RecognitionRequest:
    return RecognitionRequest(
        key=key,
        thread=thread_of(message),
        message_ts=message["ts"],
        sources=sources,
        requested_by=message.get("user") or "",
        response_url=response_url,
        offer=offered(message.get("text") or ""),
    )


def _unsaid(file: Payload) -> bool:
    """Slack Connect says nothing but the id; `files.info` knows the rest.

    https://docs.slack.dev/apis/slack-connect/
    """
    return file.get("file_access") == "check_file_info"


def _is_image(file: Payload) -> bool:
    media_type = file.get("mimetype") or ""
    if media_type in UNTYPED:
        return (file.get("name") or "").lower().endswith(IMAGE_ENDINGS)
    return bool(media_type.startswith("image/"))
