"""The stand-in as tests and the demo hold it: started, driven and looked at from any thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.sandbox.slack.acting import Acting
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.journal import ELSEWHERE
from bot.sandbox.slack.loop import START_SECONDS, LoopThread
from bot.sandbox.slack.manifest import Installed, read_manifest
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.people import People
from bot.sandbox.slack.seeing import Seeing
from bot.sandbox.slack.server import Server


class SlackStandIn(Acting, Seeing):
    """One workspace on loopback; use it as a context manager.

    Args:
        manifest: parsed; the project's own when not given.
        port: 0 for a free one.
        timing: how fast Slack's clocks go.
        strict_rates: whether rate limits are kept; a test can also arrange them one by one.
        team: the workspace's name.
        extra_routes: more pages beside the stand-in's own.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any] | None = None,
        *,
        port: int = 0,
        timing: Timing | None = None,
        strict_rates: bool = False,
        team: str = "Sandbox",
        extra_routes: Sequence[web.RouteDef] = (),
    ) -> None:
        installed = Installed.of(read_manifest() if manifest is None else manifest)
        self.hub = Hub(installed, timing or Timing(), strict_rates, team)
        self._people = People(self.hub)
        self._server = Server(self.hub, self._people, extra_routes)
        self._port = port
        self._loop = LoopThread("slack")

    def __enter__(self) -> Self:
        self._loop.start()
        try:
            self._loop.run(self._server.open(self._port), START_SECONDS)
        except BaseException:
            self._loop.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._loop.run(self._server.close(), START_SECONDS)
        finally:
            self._loop.stop()

    @property
    def url(self) -> str:
        """Of the page, without a slash at its end."""
        return self.hub.base_url

    @property
    def api_url(self) -> str:
        """Of the Web API, as `SLACK_API_URL` takes it."""
        return f"{self.hub.base_url}/api/"

    @property
    def elsewhere_url(self) -> str:
        """Of what plays another company's server: another host, where no token belongs."""
        return f"{self.hub.base_url.replace('127.0.0.1', 'localhost')}{ELSEWHERE}"

    @property
    def file_host(self) -> str:
        """What `SLACK_FILE_HOSTS` has to allow."""
        return self.hub.base_url.removeprefix("http://")

    @property
    def bot_token(self) -> str:
        """The bot's token."""
        return self.hub.tokens.bot

    @property
    def app_token(self) -> str:
        """The app-level token."""
        return self.hub.tokens.app

    @property
    def signing_secret(self) -> str:
        """What HTTP requests are signed with."""
        return self.hub.tokens.signing_secret
