"""The sandbox as a whole: Slack's stand-in with its page, the S3 server, and the bot."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from urllib.parse import urlsplit

from bot.sandbox import s3
from bot.sandbox.bot_process import BotProcess
from bot.sandbox.sample_routes import sample_routes
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.visitor import Visitor

SECONDS_TO_CONNECT = 60.0


class Sandbox:
    """Starts everything on loopback, and stops it when the `with` block is left.

    Args:
        port: of the page; another one is taken when it is in use, and any for 0.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port if port and _free(port) else 0
        self._stack = ExitStack()

    def __enter__(self) -> Sandbox:
        with ExitStack() as stack:
            # A new folder each time: what an earlier run stopped is running again.
            self._data = Path(stack.enter_context(TemporaryDirectory(prefix="rekog-demo-")))
            server = stack.enter_context(s3.S3Server())
            self._slack = stack.enter_context(
                SlackStandIn(port=self._port, extra_routes=sample_routes(self.objects))
            )
            settings = _settings(self._slack, server, self._data)
            self._bot = stack.enter_context(BotProcess(settings, self.log))
            self._bot.wait_until(lambda: self._slack.connections > 0, SECONDS_TO_CONNECT)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def url(self) -> str:
        """Of the page."""
        return f"{self._slack.url}/"

    @property
    def port(self) -> int:
        """Of the page."""
        return urlsplit(self.url).port or 0

    @property
    def log(self) -> Path:
        """The bot's log."""
        return self._data / "bot.log"

    @property
    def bot_pid(self) -> int:
        """The bot's process."""
        return self._bot.pid

    @property
    def objects(self) -> list[str]:
        """The sample objects, as one names them."""
        return [f"s3://{s3.BUCKET}/{key}" for key in s3.OBJECTS]

    @property
    def object_uri(self) -> str:
        """One sample object, with a space in its key."""
        return next(uri for uri in self.objects if " " in uri)

    @contextmanager
    def visitor(self) -> Iterator[Visitor]:
        """Somebody at the page: an admin."""
        visitor = Visitor(self.url.rstrip("/"), self._bot.check)
        try:
            yield visitor
        finally:
            visitor.close()

    def serve(self) -> None:
        """Wait for ever.

        Raises:
            BotEnded: the bot did.
        """
        while True:
            self._bot.check()
            time.sleep(0.3)


def _settings(slack: SlackStandIn, server: s3.S3Server, data: Path) -> dict[str, str]:
    """What a team would write into `.env`, for this machine."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_FILE_HOSTS": slack.file_host,
        "DETECTOR": "local",
        "S3_ALLOWED": s3.BUCKET,
        "AWS_ENDPOINT_URL_S3": server.endpoint_url,
        "AWS_REGION": s3.REGION,
        "AWS_ACCESS_KEY_ID": s3.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": s3.SECRET_KEY,
        "DATA_DIR": str(data),
        "LOG_LEVEL": "info",
    }


def _free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
