"""The message with the annotated images in it, and what takes its place where Slack refuses it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.core.model import Answered, Outcome, Thread
from bot.core.ports import Clock
from bot.post.blocks import MAX_IMAGES, blocks, fallback_text
from bot.post.calls import Refused
from bot.post.messages import Messages
from bot.post.mrkdwn import literal
from bot.post.names import file_name, name_of
from bot.post.summary import alt_text
from bot.post.uploads import MAX_ALT_TEXT, Outgoing, Uploads

log = logging.getLogger(__name__)

BAD_BLOCKS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "invalid_attachments", "only_one_table_allowed"}
)
LOOKS = 3
LOOK_PAUSE = 2.0

Files = Mapping[int, str]


class Illustrated:
    """Posts the answer's one message; images that cannot be in it follow as plain files."""

    def __init__(self, messages: Messages, uploads: Uploads, clock: Clock, who: str) -> None:
        self._messages = messages
        self._uploads = uploads
        self._clock = clock
        self._who = who

    def post(self, thread: Thread, key: str, outcomes: Sequence[Outcome]) -> None:
        """Upload the annotated images and post the message.

        Raises:
            Refused: Slack did not take the message.
        """
        uploaded, lost = self._upload(outcomes)
        ready = self._uploads.processed(set(uploaded.values()))
        files = {place: file for place, file in uploaded.items() if file in ready}
        shown = self._message(thread, key, outcomes, files, lost)
        for place, outcome in enumerate(outcomes):
            if isinstance(outcome, Answered) and place not in shown and place not in lost:
                self._follow(thread, place, outcome)

    def _upload(self, outcomes: Sequence[Outcome]) -> tuple[dict[int, str], set[int]]:
        """Ids by place, and the places of images that Slack did not take."""
        uploaded: dict[int, str] = {}
        lost: set[int] = set()
        for place, outcome in enumerate(outcomes):
            if not isinstance(outcome, Answered) or len(uploaded) == MAX_IMAGES:
                continue
            try:
                uploaded[place] = self._uploads.keep(_outgoing(place, outcome))
            except Refused as refused:
                log.warning("%s: not uploaded: %s", outcome.recognition.id, refused)
                lost.add(place)
        return uploaded, lost

    def _message(
        self, thread: Thread, key: str, outcomes: Sequence[Outcome], files: Files, lost: set[int]
    ) -> Files:
        """Post the message, plainer each time that Slack refuses it; which images it shows."""
        text, table, looks = fallback_text(outcomes, self._who), True, 0
        while True:
            notes = _notes(outcomes, files, lost)
            body = blocks(outcomes, files, self._who, notes, table=table)
            try:
                self._messages.answer(thread, key, text, body)
            except Refused as refused:
                if refused.code not in BAD_BLOCKS or not (files or table):
                    raise
                log.info("%s: %s %s", key, refused, refused.messages)
                about_files = _about_files(refused)
                if files and about_files and looks < LOOKS:
                    looks += 1
                    self._clock.sleep(LOOK_PAUSE)
                elif table and not about_files:
                    table = False
                else:
                    files, table = {}, table and about_files
            else:
                return files

    def _follow(self, thread: Thread, place: int, outcome: Answered) -> None:
        try:
            self._uploads.share(_outgoing(place, outcome), thread)
        except Refused as refused:
            log.warning("%s: not shared: %s", outcome.recognition.id, refused)


def _outgoing(place: int, outcome: Answered) -> Outgoing:
    number = place + 1
    alt = alt_text(outcome, number, MAX_ALT_TEXT)
    return Outgoing(file_name(outcome, number), outcome.annotated.data, alt)


def _notes(outcomes: Sequence[Outcome], files: Files, lost: set[int]) -> list[str]:
    """A word on each image that is not in the message."""
    notes = []
    for place, outcome in enumerate(outcomes):
        if not isinstance(outcome, Answered) or place in files:
            continue
        name = literal(name_of(outcome, place + 1))
        if place in lost:
            notes.append(f"Slack did not take the annotated picture of {name}.")
        else:
            notes.append(f"The annotated picture of {name} follows as a file.")
    return notes


def _about_files(refused: Refused) -> bool:
    """Whether Slack complains about the images, which it may not have processed yet.

    https://github.com/slackapi/python-slack-sdk/issues/1521
    """
    return any("slack file" in each.lower().replace("_", " ") for each in refused.messages)
