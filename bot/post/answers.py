"""One tidy answer for each post, and no second one."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from slack_sdk import WebClient

from bot.core.errors import PostFailed, SlackAway
from bot.core.model import Answered, Outcome, Thread
from bot.core.ports import Clock, Replies
from bot.core.records import PostLog
from bot.core.requests import ObjectRequest, RecognitionRequest
from bot.post.illustrated import Illustrated, thread_beside
from bot.post.mrkdwn import literal
from bot.post.outlets import Outlets
from bot.post.pacing import Pacing
from bot.post.reactions import Mark, Reactions
from bot.post.refused import AWAY, Refused
from bot.post.result import result
from bot.post.tags import Tag
from bot.post.uploads import Outgoing

log = logging.getLogger(__name__)

INVITE = (
    "I cannot post here, so the answer would have nowhere to go. Type `/invite @Rekog` in this "
    "channel, then send the command again."
)
NOT_OPENED = "I could not post here (Slack said “{code}”). Send the command again in a minute."
OUTSIDE = frozenset({"not_in_channel", "channel_not_found", "is_archived"})


class SlackAnswers:
    """`Answers` by Slack's Web API.

    Args:
        client: its token and address are used, its retries are not.
        hosts: those that files are uploaded to, as in SLACK_FILE_HOSTS.
        who: those who may start the model, in Slack's markup.
        log: what was posted, by all processes.
        pacing: of messages, shared with the replies.
        reactions: of its own thread.
        replies: for those who ask where the bot cannot post.
        teaches: whether answers have buttons to correct them.
    """

    def __init__(
        self,
        client: WebClient,
        hosts: Sequence[str],
        who: str,
        *,
        log: PostLog,
        pacing: Pacing,
        reactions: Reactions,
        replies: Replies,
        clock: Clock,
        teaches: bool = False,
    ) -> None:
        outlets = Outlets.of(client, hosts, log, pacing, clock)
        self._once = outlets.once
        self._shares = outlets.shares
        self._illustrated = Illustrated(outlets, clock, who, teaches)
        self._reactions = reactions
        self._replies = replies

    def seen(self, request: RecognitionRequest) -> None:
        """See the port."""
        self._mark(request, Mark.SEEN)

    def answer(self, request: RecognitionRequest, outcomes: Sequence[Outcome]) -> Thread:
        """See the port."""
        try:
            message = self._illustrated.post(request, outcomes)
            self._share_result(request, outcomes, message)
        except Refused as refused:
            self._mark(request, Mark.NOT_ALL)
            raise _failure(refused) from refused
        answered = all(isinstance(outcome, Answered) for outcome in outcomes)
        self._mark(request, Mark.ANSWERED if answered else Mark.NOT_ALL)
        return message

    def open_thread(self, request: ObjectRequest) -> RecognitionRequest:
        """See the port."""
        try:
            thread = self._open(request)
        except AWAY as away:
            raise _failure(away) from away
        except Refused as refused:
            outside = refused.code in OUTSIDE
            told = INVITE if outside else NOT_OPENED.format(code=refused.code)
            self._replies.privately(request, told)
            raise _failure(refused) from refused
        return RecognitionRequest(
            key=f"{request.key}:answer",
            thread=thread,
            message_ts=thread.ts,
            sources=(request.source,),
            requested_by=request.user,
            min_confidence=request.min_confidence,
            response_url=request.response_url,
        )

    def stop(self, timeout: float = 10.0) -> bool:
        """Set the reactions that are still wanted; whether all were within `timeout` seconds."""
        return self._reactions.stop(timeout)

    def _mark(self, request: RecognitionRequest, mark: Mark) -> None:
        if not request.message_ts:
            return  # nobody posted anything that could be marked
        self._reactions.show(request.thread.channel, request.message_ts, mark)

    def _open(self, request: ObjectRequest) -> Thread:
        key, channel = f"{request.key}:open", Thread(request.channel, "")
        opened = self._once.posted(key, channel)
        if opened is None:
            text = f"<@{request.user}> asks what is in `{literal(str(request.source), 1000)}`."
            opened = self._once.post(channel, Tag(key), text, None)
        return opened

    def _share_result(
        self, request: RecognitionRequest, outcomes: Sequence[Outcome], message: Thread
    ) -> None:
        """Share the JSON; without an image answered there is nothing in it to work with."""
        if not any(isinstance(outcome, Answered) for outcome in outcomes):
            return
        text = json.dumps(result(outcomes), ensure_ascii=False, indent=2)
        outgoing = Outgoing("result.json", text.encode())
        try:
            thread = thread_beside(request, message)
            self._shares.share(f"{request.key}:result", outgoing, thread)
        except AWAY:
            raise
        except Refused as refused:
            log.warning("%s: result.json not shared: %s", request.key, refused)


def _failure(refused: Refused) -> PostFailed:
    kind = SlackAway if isinstance(refused, AWAY) else PostFailed
    return kind(reason=refused.code)
