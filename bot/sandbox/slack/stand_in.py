"""The stand-in as tests and the demo hold it: started, driven and looked at from any thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.sandbox.slack.controls import Fault
from bot.sandbox.slack.delivery import Attempt, Delivery, SignedHttp
from bot.sandbox.slack.gate import Gate
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.journal import ELSEWHERE, Seen
from bot.sandbox.slack.manifest import Installed, read_manifest
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.page_api import PageApi, own_page_only
from bot.sandbox.slack.people import People, Upload
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.state.users import BOT_USER
from bot.sandbox.slack.transfer import Transfer
from bot.sandbox.slack.words import Json

T = TypeVar("T")
START_SECONDS = 10.0
CALL_SECONDS = 60.0
MAX_UPLOAD = 1 << 30


class SlackStandIn:
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
        self._page = PageApi(self.hub, self._people)
        self._extra = list(extra_routes)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._run(self._open(), START_SECONDS)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._run(self._close(), START_SECONDS)
        finally:
            self._end()

    # ---- where it is and how to get in

    @property
    def url(self) -> str:
        """Of the page, without a slash at its end."""
        return self.hub.base_url

    @property
    def api_url(self) -> str:
        """Of the Web API, as `SLACK_API_URL` takes it."""
        return f"{self.hub.base_url}/api/"

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

    # ---- what people do

    def post(
        self,
        channel: str,
        user: str,
        text: str = "",
        *,
        thread_ts: str = "",
        files: Sequence[Upload] = (),
    ) -> str:
        """Post a message, with files or without; returns its `ts`."""
        return self._run(self._people.post(channel, user, text, thread_ts, files))

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Change a message."""
        self._run(self._people.edit(channel, ts, text))

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message."""
        self._run(self._people.delete(channel, ts))

    def command(self, channel: str, user: str, text: str) -> Attempt:
        """Type a slash command; how the app acknowledged it."""
        return self._run(self._people.command(channel, user, text))

    def shortcut(self, channel: str, user: str, ts: str, callback_id: str) -> Attempt:
        """Choose a message shortcut; how the app acknowledged it."""
        return self._run(self._people.shortcut(channel, user, ts, callback_id))

    def click(self, channel: str, user: str, ts: str, action: Json) -> Attempt:
        """Press a button of a message; how the app acknowledged it."""
        return self._run(self._people.click(channel, user, ts, action))

    def submit(self, user: str, view_id: str, values: Json) -> Attempt:
        """Submit a modal; how the app acknowledged it."""
        return self._run(self._people.submit(user, view_id, values))

    def deliver_again(self, channel: str, ts: str, times: int = 1) -> None:
        """Tell the app of a message again, under other event ids, as Slack sometimes does.

        https://github.com/slackapi/node-slack-sdk/issues/2141
        """
        place = self.hub.workspace.channels[channel]
        message = place.find(ts)
        assert message is not None, "no such message"
        for _ in range(times):
            self._call(lambda: self._people.tell(place, message))

    # ---- what Slack does

    def use_http(self, request_url: str) -> bool:
        """Send events to a request URL from now on; whether it answered Slack's challenge."""
        transport = SignedHttp(request_url, self.hub.tokens.signing_secret, self.hub.timing)
        self.hub.outbox.transport = transport
        return self._run(transport.verify())

    def go_wrong(self, method: str, fault: Fault) -> None:
        """Let the next calls of a method fail; also `upload`, `download` and `response_url`."""
        self.hub.faults.add(method, fault)

    def refresh_connections(self, grace: float = 0.3) -> None:
        """Ask for new WebSockets and close the old ones."""
        self._run(self.hub.sockets.refresh(grace, warning=True))

    def drop_connections(self) -> None:
        """Cut the WebSockets."""
        self._call(self.hub.sockets.drop)

    # ---- what there is to see

    @property
    def connections(self) -> int:
        """WebSockets that are open."""
        return len(self.hub.sockets.connections)

    @property
    def deliveries(self) -> list[Delivery]:
        """What the app was told, oldest first."""
        return self.hub.outbox.deliveries

    @property
    def requests(self) -> list[Seen]:
        """What reached the stand-in, oldest first."""
        return self.hub.journal.seen

    def replies(self, channel: str, ts: str) -> list[Json]:
        """The bot's replies in a thread."""
        place = self.hub.workspace.channels[channel]
        return [
            each.shown() for each in tuple(place.replies(ts)) if each.body.get("user") == BOT_USER
        ]

    def said(self, channel: str) -> list[Json]:
        """The bot's messages in a channel, outside threads."""
        place = self.hub.workspace.channels[channel]
        return [
            each.shown()
            for each in tuple(place.messages)
            if each.body.get("user") == BOT_USER and not each.is_reply and not each.ephemeral_to
        ]

    def whispers(self, user: str) -> list[Json]:
        """What the bot told one person alone, in any channel."""
        return [
            each.shown()
            for place in tuple(self.hub.workspace.channels.values())
            for each in tuple(place.messages)
            if each.ephemeral_to == user
        ]

    def reactions(self, channel: str, ts: str) -> set[str]:
        """The names of a message's reactions."""
        message = self.hub.workspace.channels[channel].find(ts)
        return set(message.reactions) if message is not None else set()

    def file(self, file_id: str) -> bytes:
        """The bytes of a file."""
        content = self.hub.workspace.files[file_id].content
        return b"".join(content.chunks()) if content else b""

    def wait_for(self, look: Callable[[], T], timeout: float = 30.0) -> T:
        """Look after each change until there is something.

        Raises:
            TimeoutError: there was nothing in time.
        """
        found = self.hub.changes.wait_for(look, timeout)
        if not found:
            raise TimeoutError(f"not seen within {timeout:g} s")
        return found

    # ---- inside

    async def _open(self) -> None:
        app = web.Application(client_max_size=MAX_UPLOAD, middlewares=[own_page_only])
        app.add_routes([*self._routes(), *self._extra, *self._page.routes()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.hub.workspace.base_url = f"http://{host}:{port}"

    def _routes(self) -> list[web.RouteDef]:
        gate, transfer, responses = Gate(self.hub), Transfer(self.hub), Responses(self.hub)
        return [
            web.route("*", "/api/{method}", gate.answer),
            web.get("/link/", self.hub.sockets.link),
            web.post("/upload/v1/{file}", transfer.upload),
            web.get("/files-pri/{file}/{name:.*}", transfer.download),
            web.get("/login", transfer.login),
            web.get(ELSEWHERE + "{rest:.*}", transfer.elsewhere),
            web.post("/response/{key}", responses.answer),
        ]

    async def _close(self) -> None:
        await self.hub.close()
        await self._page.close()
        await self._runner.cleanup()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T], timeout: float = CALL_SECONDS) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def _call(self, work: Callable[[], object]) -> None:
        async def run() -> None:
            work()

        self._run(run())
