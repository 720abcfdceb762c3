"""The ways out to Slack that an answer takes, built on one client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.core.hosts import AllowedHosts
from bot.core.ports import Clock
from bot.core.records import PostLog
from bot.post.calls import Calls, without_retries
from bot.post.file_watch import FileWatch
from bot.post.messages import Messages
from bot.post.once import Once
from bot.post.pacing import Pacing
from bot.post.shares import Shares
from bot.post.uploads import Uploads
from bot.post.web import Web


@dataclass(frozen=True, slots=True)
class Outlets:
    """Messages and files, each of them posted once."""

    messages: Messages
    once: Once
    uploads: Uploads
    watch: FileWatch
    shares: Shares

    @classmethod
    def of(
        cls, client: WebClient, hosts: Sequence[str], log: PostLog, pacing: Pacing, clock: Clock
    ) -> Outlets:
        """Build them.

        Args:
            client: its token and address are used, its retries are not.
            hosts: those that files are uploaded to, as in SLACK_FILE_HOSTS.
            log: what was posted, by all processes.
            pacing: of messages.
            clock: for pauses.
        """
        own, calls = without_retries(client), Calls(clock)
        messages = Messages(own, calls, pacing)
        watch = FileWatch(own, calls, clock)
        uploads = Uploads(own, calls, Web(AllowedHosts.of(hosts)), watch, pacing.wait)
        return cls(messages, Once(messages, log), uploads, watch, Shares(uploads, watch, log))
