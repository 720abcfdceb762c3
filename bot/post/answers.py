"""One tidy answer for each post."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from slack_sdk import WebClient

from bot.core.errors import PostFailed
from bot.core.hosts import AllowedHosts
from bot.core.model import Answered, Outcome
from bot.core.ports import Clock, Replies
from bot.core.requests import ObjectRequest, RecognitionRequest
from bot.post.calls import Calls, Refused, without_retries
from bot.post.illustrated import Illustrated
from bot.post.messages import Messages
from bot.post.mrkdwn import literal
from bot.post.pacing import Pacing
from bot.post.reactions import Mark, Reactions
from bot.post.result import result
from bot.post.uploads import Outgoing, Uploads
from bot.post.web import Web

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
        pacing: of messages, shared with the replies.
        reactions: of its own thread.
        replies: for those who ask where the bot cannot post.
    """

    def __init__(
        self,
        client: WebClient,
        hosts: Sequence[str],
        who: str,
        *,
        pacing: Pacing,
        reactions: Reactions,
        replies: Replies,
        clock: Clock,
    ) -> None:
        own, calls = without_retries(client), Calls(clock)
        self._messages = Messages(own, calls, pacing)
        web = Web(AllowedHosts.of(hosts))
        self._uploads = Uploads(own, calls, web, clock, pacing.wait)
        self._illustrated = Illustrated(self._messages, self._uploads, clock, who)
        self._reactions = reactions
        self._replies = replies

    def seen(self, request: RecognitionRequest) -> None:
        """See the port."""
        self._mark(request, Mark.SEEN)

    def answer(self, request: RecognitionRequest, outcomes: Sequence[Outcome]) -> None:
        """See the port."""
        try:
            self._illustrated.post(request.thread, request.key, outcomes)
        except Refused as refused:
            self._mark(request, Mark.NOT_ALL)
            raise PostFailed(reason=refused.code) from refused
        self._share_result(request, outcomes)
        answered = all(isinstance(outcome, Answered) for outcome in outcomes)
        self._mark(request, Mark.ANSWERED if answered else Mark.NOT_ALL)

    def open_thread(self, request: ObjectRequest) -> RecognitionRequest:
        """See the port."""
        text = f"<@{request.user}> asks what is in `{literal(str(request.source), 1000)}`."
        try:
            thread = self._messages.post(request.channel, text)
        except Refused as refused:
            outside = refused.code in OUTSIDE
            told = INVITE if outside else NOT_OPENED.format(code=refused.code)
            self._replies.privately(request, told)
            raise PostFailed(reason=refused.code) from refused
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
        self._reactions.show(request.thread.channel, request.message_ts, mark)

    def _share_result(self, request: RecognitionRequest, outcomes: Sequence[Outcome]) -> None:
        """Share the JSON; without an image answered there is nothing in it to work with."""
        if not any(isinstance(outcome, Answered) for outcome in outcomes):
            return
        text = json.dumps(result(outcomes), ensure_ascii=False, indent=2)
        try:
            self._uploads.share(Outgoing("result.json", text.encode()), request.thread)
        except Refused as refused:
            log.warning("%s: result.json not shared: %s", request.key, refused)
