"""The bot as it runs: connected to Slack, with workers beside the listeners."""

from __future__ import annotations

import logging
from contextlib import ExitStack

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

from bot.app.alive import SignOfLife
from bot.app.housekeeping import Housekeeping
from bot.app.page import SavedByJob, page_links
from bot.app.state import State
from bot.app.timing import PRODUCTION, Timing
from bot.app.watch import Watch
from bot.app.workers import Workers
from bot.core.pacing import SystemClock
from bot.jobs import DurableJobs
from bot.listeners import Identity, Intake, SignedHttp, SocketMode, identify, make_app, register
from bot.listeners.connection import SCOPES, Connection
from bot.page import PREFIX, LabelPage, PageServer
from bot.settings import Settings, SlackSettings

log = logging.getLogger(__name__)

WATCH_SECONDS = 2.0


class Application:
    """The bot: connected to Slack, with workers beside the listeners.

    Args:
        settings: with the Slack part.
        timing: how often things are looked at.
        listens: whether it takes what Slack sends; else it works on jobs alone.
    """

    def __init__(
        self, settings: Settings, *, timing: Timing = PRODUCTION, listens: bool = True
    ) -> None:
        assert settings.slack is not None, "settings without Slack cannot run the bot"
        self._settings = settings
        self._slack = settings.slack
        self._client = _client(settings.slack)
        self._clock = SystemClock()
        self._timing = timing
        self._listens = listens
        self._sign = SignOfLife(settings.data_dir)
        self._connection: Connection | None = None
        self._page_server: PageServer | None = None
        self._workers: Workers | None = None
        self._running = ExitStack()

    @property
    def jobs(self) -> DurableJobs:
        """Where work waits; its depth is what the log tells."""
        assert self._workers is not None, "not started"
        return self._workers.jobs

    @property
    def workers(self) -> Workers:
        """What works on the jobs, once it has started."""
        assert self._workers is not None, "not started"
        return self._workers

    @property
    def connection(self) -> Connection:
        """How Slack reaches the bot, once it has started."""
        assert self._connection is not None, "not started"
        return self._connection

    def start(self) -> None:
        """Start workers and listeners.

        Raises:
            SlackRefused: a token is not accepted, or Slack cannot be reached.
            DatabaseOutOfReach: the database cannot be used.
            DatabaseTaken: another process works on it, and it is SQLite.
            SettingsWrong: HOST and PORT cannot be listened on.
            FeedRefused: the feed's queue or a bucket of it is not there, or closed to the bot.
        """
        identity = identify(self._client)
        self._warn(identity)
        with ExitStack() as stack:
            state = self._state()
            state.open()
            stack.callback(state.close)
            workers = Workers(
                self._settings, state, self._client, identity, self._clock, self._timing
            )
            watch = self._watch(state, workers)
            if self._listens:
                workers.feeding.require()
                self._listen(identity, state, workers, watch)
                stack.callback(self._stop_page)
            workers.life.on_wake(watch.wake)
            stack.callback(workers.answers.stop)
            stack.callback(workers.jobs.stop, 1.0)  # more time was given before, unless it failed
            workers.start()
            stack.callback(workers.life.resign)
            stack.callback(self._sign.withdraw)
            # Apart from the model's watch, which must not wait for a scan's message.
            scans = Watch(workers.scanning.watch.look, self._timing.tick, self._clock)
            for each in (watch, scans):
                each.start()
                stack.callback(each.stop, WATCH_SECONDS)
            if self._connection is not None:
                self._connection.start()
            if self._page_server is not None:
                self._page_server.start()
            workers.feeding.start()
            stack.callback(workers.feeding.stop)
            self._workers = workers
            self._running = stack.pop_all()

    def stop(self, timeout: float) -> None:
        """Take nothing new, then finish what is under way; the rest is done after a restart.

        Args:
            timeout: seconds for what is under way.
        """
        if self._connection is not None:
            self._connection.stop()
        self._stop_page()
        if self._workers is not None:
            self._workers.feeding.stop(0.0)  # it takes nothing more; time for it comes at the end
        if self._workers is not None and not self._workers.stop(timeout):
            log.warning("stopped in the middle of jobs; they go on after a restart")
        self._running.close()

    def _stop_page(self) -> None:
        if self._page_server is not None:
            self._page_server.stop()

    def _state(self) -> State:
        dead_after = self._timing.dead_after
        return State(self._settings, self._clock, alone=True, dead_after=dead_after)

    def _watch(self, state: State, workers: Workers) -> Watch:
        housekeeping = Housekeeping(state.database, self._clock, self._settings.keep_days)

        def look() -> None:
            workers.life.look()
            if workers.leftovers is not None and workers.life.leads:
                workers.leftovers.look()
            workers.feeding.look()
            housekeeping.look()

        return Watch(look, self._timing.tick, self._clock, self._sign.give)

    def _warn(self, identity: Identity) -> None:
        """Say which scopes lack, before somebody finds out by posting a picture."""
        if identity.scopes and (missing := SCOPES - identity.scopes):
            log.warning(
                "the app lacks the scopes %s; add them and reinstall it", ", ".join(sorted(missing))
            )

    def _listen(self, identity: Identity, state: State, workers: Workers, watch: Watch) -> None:
        """Make the ways in; in Socket Mode the page needs a server of its own."""
        page = self._page(state, workers)
        self._connection = self._connect(identity, workers, watch, page)
        if page is not None and self._slack.app_token is not None:
            self._page_server = PageServer(page, self._slack.host, self._slack.port)

    def _page(self, state: State, workers: Workers) -> LabelPage | None:
        """The page on which boxes are drawn, if people can reach it."""
        links = page_links(self._slack, self._clock)
        if links is None:
            return None
        store = state.store
        save = SavedByJob(workers.permission, workers.jobs, store.labelling, self._clock)
        return LabelPage(links, store.claims, store.labelling, save)

    def _connect(
        self, identity: Identity, workers: Workers, watch: Watch, page: LabelPage | None
    ) -> Connection:
        log.info(
            "detector %s; the model may be operated by %s",
            self._settings.detector,
            workers.permission.who,
        )
        secret = self._slack.signing_secret
        client = _client(self._slack)
        bolt = make_app(client, secret.reveal()) if secret else make_app(client)
        register(bolt, Intake(workers.jobs, workers.answers, identity.user, workers.forms))
        if self._slack.app_token is not None:
            return SocketMode(bolt, self._slack.app_token.reveal())
        beside = ((PREFIX, page),) if page is not None else ()
        return SignedHttp(bolt, self._slack.host, self._slack.port, watch.well, beside)


def _client(slack: SlackSettings) -> WebClient:
    """A client of Slack's Web API that obeys 429 and tries again when Slack stumbles."""
    client = WebClient(slack.bot_token.reveal(), base_url=slack.api_url, timeout=30)
    client.retry_handlers += [
        RateLimitErrorRetryHandler(max_retry_count=5),
        ServerErrorRetryHandler(max_retry_count=2),
    ]
    return client
