"""The bot as it runs: connected to Slack, with workers beside the listeners."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

from bot.app.wiring import COMMAND_WORKERS, parts
from bot.core.model_admin import ModelAdmin
from bot.core.pacing import SystemClock
from bot.core.permission import Permission
from bot.core.recognition import RecognitionJobs
from bot.core.requests import (
    HelpRequest,
    ModelFollowing,
    ModelRequest,
    ObjectRequest,
    RecognitionRequest,
)
from bot.fetch import SharedFiles
from bot.jobs import InProcessJobs, Lane
from bot.listeners import Identity, Intake, SignedHttp, SlackMembers, SocketMode, identify, register
from bot.listeners.commands import HELP
from bot.listeners.connection import LISTENER_THREADS, SCOPES, Connection
from bot.post import MemoryPostLog, Pacing, SlackAnswers, SlackReplies
from bot.post.calls import without_retries
from bot.post.reactions import Reactions
from bot.settings import Settings, SlackSettings

log = logging.getLogger(__name__)


class Application:
    """The bot: connected to Slack, with workers beside the listeners.

    Args:
        settings: with the Slack part.
        posts_per_second: in each channel; Slack allows about one. Reactions keep to the same
            multiple of Slack's rates. https://docs.slack.dev/apis/web-api/rate-limits
    """

    def __init__(self, settings: Settings, *, posts_per_second: float = 1.0) -> None:
        assert settings.slack is not None, "settings without Slack cannot run the bot"
        self._settings = settings
        self._slack = settings.slack
        self._client = _client(settings.slack)
        self._clock = SystemClock()
        self._posts_per_second = posts_per_second
        self._jobs = InProcessJobs(self._clock)
        self._connection: Connection | None = None

    @property
    def jobs(self) -> InProcessJobs:
        """Where work waits; its depth is what the log tells."""
        return self._jobs

    @property
    def connection(self) -> Connection:
        """How Slack reaches the bot, once it has started."""
        assert self._connection is not None, "not started"
        return self._connection

    def start(self) -> None:
        """Start workers and listeners.

        Raises:
            SlackRefused: a token is not accepted, or Slack cannot be reached.
        """
        identity = identify(self._client)
        self._warn(identity)
        permission = self._start_workers(identity)
        log.info(
            "detector %s; the model may be operated by %s", self._settings.detector, permission.who
        )
        self._connection = self._connect(identity)
        self._connection.start()

    def stop(self, timeout: float) -> None:
        """Take nothing new, then finish what was accepted.

        Args:
            timeout: seconds for what was accepted.
        """
        if self._connection is not None:
            self._connection.stop()
        if not self._jobs.stop(timeout):
            log.warning("stopped with %d requests unfinished", self._jobs.depth)
        self._answers.stop()

    def _warn(self, identity: Identity) -> None:
        """Say which scopes lack, before somebody finds out by posting a picture."""
        if identity.scopes and (missing := SCOPES - identity.scopes):
            log.warning(
                "the app lacks the scopes %s; add them and reinstall it", ", ".join(sorted(missing))
            )

    def _start_workers(self, identity: Identity) -> Permission:
        slack, settings = self._slack, self._settings
        token = slack.bot_token.reveal()
        shared_files = SharedFiles(
            without_retries(self._client),
            token,
            slack.file_hosts,
            settings.max_file_bytes,
            self._clock,
        )
        made = parts(settings, shared_files)
        members = SlackMembers(self._client, self._clock)
        permission = Permission(members, identity.team, slack.admins)
        pacing = Pacing(self._posts_per_second, self._clock)
        replies = SlackReplies(self._client, slack.file_hosts, pacing, self._clock)
        self._answers = SlackAnswers(
            self._client,
            slack.file_hosts,
            permission.who_unnamed,
            log=MemoryPostLog(),
            pacing=pacing,
            reactions=Reactions(self._client, self._clock, speed=self._posts_per_second),
            replies=replies,
            clock=self._clock,
        )
        pictures = RecognitionJobs(made.recogniser, self._answers, replies, self._jobs)
        admin = ModelAdmin(made.model, permission, replies, self._jobs, self._clock)
        self._jobs.start(
            Lane("pictures", settings.workers, {RecognitionRequest: pictures.recognise}),
            Lane(
                "commands",
                COMMAND_WORKERS,
                {
                    ModelRequest: admin.run,
                    ModelFollowing: admin.follow,
                    ObjectRequest: pictures.open_thread,
                    HelpRequest: lambda request: replies.in_thread(request.thread, HELP),
                },
            ),
        )
        return permission

    def _connect(self, identity: Identity) -> Connection:
        secret = self._slack.signing_secret
        bolt = App(
            client=_client(self._slack),
            signing_secret=secret.reveal() if secret else "not used in Socket Mode",
            listener_executor=ThreadPoolExecutor(LISTENER_THREADS, "listener"),
            token_verification_enabled=False,
        )
        register(bolt, Intake(self._jobs, self._answers, identity.user))
        if self._slack.app_token is not None:
            return SocketMode(bolt, self._slack.app_token.reveal())
        return SignedHttp(bolt, self._slack.host, self._slack.port)


def _client(slack: SlackSettings) -> WebClient:
    """A client of Slack's Web API that obeys 429 and tries again when Slack stumbles."""
    client = WebClient(slack.bot_token.reveal(), base_url=slack.api_url, timeout=30)
    client.retry_handlers += [
        RateLimitErrorRetryHandler(max_retry_count=5),
        ServerErrorRetryHandler(max_retry_count=2),
    ]
    return client
