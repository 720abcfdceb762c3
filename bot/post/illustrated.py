"""The message with the annotated images in it, and what takes its place where Slack refuses it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.core.model import Answered, Outcome, Thread
from bot.core.ports import Clock
from bot.core.requests import RecognitionRequest
from bot.post.blocks import MAX_IMAGES, blocks, fallback_text
from bot.post.feed_post import feed_buttons, feed_notes
from bot.post.following import Places, following, notes
from bot.post.names import file_name
from bot.post.outlets import Outlets
from bot.post.refused import AWAY, Refused
from bot.post.summary import alt_text
from bot.post.tags import Tag
from bot.post.teach_buttons import teach_buttons
from bot.post.uploads import MAX_ALT_TEXT, Outgoing

log = logging.getLogger(__name__)

BAD_BLOCKS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "invalid_attachments", "only_one_table_allowed"}
)
LOOKS = 3
LOOK_PAUSE = 2.0

Files = Mapping[int, str]


class Illustrated:
    """Posts the answer's one message; images that cannot be in it follow as plain files."""

    def __init__(self, outlets: Outlets, clock: Clock, who: str, teaches: bool) -> None:
        self._messages = outlets.messages
        self._once = outlets.once
        self._uploads = outlets.uploads
        self._watch = outlets.watch
        self._shares = outlets.shares
        self._clock = clock
        self._who = who
        self._teaches = teaches

    def post(self, request: RecognitionRequest, outcomes: Sequence[Outcome]) -> Thread:
        """Upload the annotated images and post the message, unless it is there already.

        Raises:
            Refused: Slack did not take the message, or was out of reach.
        """
        message = self._once.posted(request.key, request.thread, request.message_ts)
        if message is None:
            message, follow = self._post(request, outcomes)
        else:
            found = self._messages.find(request.thread, request.key, request.message_ts)
            follow = found.tag.following if found is not None else ()
        for place in follow:
            outcome = outcomes[place]
            if isinstance(outcome, Answered):
                self._follow(request, place, outcome, message)
        return message

    def _post(
        self, request: RecognitionRequest, outcomes: Sequence[Outcome]
    ) -> tuple[Thread, Places]:
        uploaded, lost = self._upload(outcomes)
        ready = self._watch.processed(set(uploaded.values()))
        files = {place: file for place, file in uploaded.items() if file in ready}
        return self._message(request, outcomes, files, lost)

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
        self,
        request: RecognitionRequest,
        outcomes: Sequence[Outcome],
        files: Files,
        lost: set[int],
    ) -> tuple[Thread, Places]:
        """Post the message, plainer each time that Slack refuses it; which images are to follow."""
        table, looks = True, 0
        while True:
            try:
                return self._try(request, outcomes, files, lost, table)
            except Refused as refused:
                if refused.code not in BAD_BLOCKS or not (files or table):
                    raise
                log.info("%s: %s %s", request.key, refused, refused.messages)
                about_files = _about_files(refused)
                if files and about_files and looks < LOOKS:
                    looks += 1
                    self._clock.sleep(LOOK_PAUSE)
                elif table and not about_files:
                    table = False
                else:
                    files, table = {}, table and about_files

    def _try(
        self,
        request: RecognitionRequest,
        outcomes: Sequence[Outcome],
        files: Files,
        lost: set[int],
        table: bool,
    ) -> tuple[Thread, Places]:
        follow = following(outcomes, files, lost)
        words = [*feed_notes(request, outcomes), *notes(outcomes, follow, lost)]
        buttons = teach_buttons(request, outcomes) if self._teaches else ()
        buttons += feed_buttons(request)
        body = blocks(outcomes, files, self._who, words, table=table, buttons=buttons)
        tag = Tag(request.key, following=follow)
        text = fallback_text(outcomes, self._who)
        posted = self._once.post(request.thread, tag, text, body, request.message_ts)
        return posted, follow

    def _follow(
        self, request: RecognitionRequest, place: int, outcome: Answered, message: Thread
    ) -> None:
        key = f"{request.key}:image:{place}"
        try:
            self._shares.share(key, _outgoing(place, outcome), thread_beside(request, message))
        except AWAY:
            raise
        except Refused as refused:
            log.warning("%s: not shared: %s", outcome.recognition.id, refused)


def thread_beside(request: RecognitionRequest, message: Thread) -> Thread:
    """Where files go that belong to an answer: its thread, or the one that it begins itself."""
    return request.thread if request.thread.ts else message


def _outgoing(place: int, outcome: Answered) -> Outgoing:
    number = place + 1
    alt = alt_text(outcome, number, MAX_ALT_TEXT)
    return Outgoing(file_name(outcome, number), outcome.annotated.data, alt)


def _about_files(refused: Refused) -> bool:
    """Whether Slack complains about the images, which it may not have processed yet.

    https://github.com/slackapi/python-slack-sdk/issues/1521
    """
    return any("slack file" in each.lower().replace("_", " ") for each in refused.messages)
