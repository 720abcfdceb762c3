"""The bot, wired as in production, in a Slack workspace on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import Application
from bot.core.attempts import Attempt
from bot.core.retries import Kind
from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server
from bot.sandbox.slack import SlackStandIn, Timing
from bot.settings import Settings
from tests.whole.fast import FAST

QUICK = Timing(ack=3.0, retries=(0.05, 0.1, 0.2), process=0.05)
Start = Callable[..., "Whole"]


class Whole:
    """A workspace and the bot in it."""

    def __init__(self, slack: SlackStandIn, bot: Application) -> None:
        self.slack = slack
        self.bot = bot
        self._heard: dict[str, int] = {}

    def answers(self, channel: str, ts: str, count: int = 1) -> list[dict[str, Any]]:
        """The answers in a thread, once there are so many; results beside them apart."""

        def look() -> list[dict[str, Any]]:
            found = [each for each in self.slack.replies(channel, ts) if "metadata" in each]
            return found if len(found) >= count else []

        return self.slack.wait_for(look)

    def results(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """The files that were shared in a thread, once there is one."""

        def look() -> list[dict[str, Any]]:
            shared = self.slack.replies(channel, ts)
            return [file for each in shared for file in each.get("files", ())]

        return self.slack.wait_for(look)

    def whisper(self, user: str) -> str:
        """The next thing that the bot told somebody alone."""
        heard = self._heard.get(user, 0)
        found = self.slack.wait_for(lambda: self.slack.whispers(user)[heard:])
        self._heard[user] = heard + len(found)
        return str(found[-1]["text"])

    def press(self, channel: str, user: str, ts: str, action_id: str) -> None:
        """Press a button of a message."""
        assert self.slack.click(channel, user, ts, {"action_id": action_id}).acked

    def asked(self, user: str) -> dict[str, Any]:
        """The private question that somebody was asked, once there is one."""
        return self.slack.wait_for(
            lambda: [each for each in self.slack.whispers(user) if _buttons(each)]
        )[-1]

    def settle(self) -> None:
        """Wait until everything that was delivered is dealt with."""
        self.slack.wait_for(
            lambda: all(each.over for each in self.slack.deliveries) and self.bot.jobs.depth == 0
        )


def _buttons(message: dict[str, Any]) -> list[str]:
    return [
        element["action_id"]
        for block in message.get("blocks") or ()
        if block["type"] == "actions"
        for element in block["elements"]
    ]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again later is tried soon."""
    later = Kind.delay

    def sooner(kind: Kind, attempt: Attempt) -> float | None:
        pause = later(kind, attempt)
        return None if pause is None else pause / 1000

    monkeypatch.setattr(Kind, "delay", sooner)


@pytest.fixture
def no_more_tries(monkeypatch: pytest.MonkeyPatch, hurry: None) -> None:
    """What failed is not tried again later."""
    monkeypatch.setattr(Kind, "delay", lambda kind, attempt: None)


def environment(slack: SlackStandIn, data: Path, **more: str) -> dict[str, str]:
    """What a team would write into `.env`."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_FILE_HOSTS": slack.file_host,
        "DATA_DIR": str(data),
        # One for each workspace, while the networks in the folder are shared.
        "DATABASE_URL": f"sqlite:///{data / slack.file_host.replace(':', '-')}.db",
        **more,
    }


@contextmanager
def running(slack: SlackStandIn, settings: dict[str, str]) -> Iterator[Application]:
    """The bot between its start and its stop."""
    read = {name: value for name, value in settings.items() if value}
    bot = Application(Settings.read(read, with_slack=True), timing=FAST)
    try:
        bot.start()
        yield bot
    finally:
        _stop(slack, bot)


def _stop(slack: SlackStandIn, bot: Application) -> None:
    """Stop the bot; its client waits up to three seconds for a WebSocket that is not cut."""
    stopping = threading.Thread(target=bot.stop, args=(20.0,))
    stopping.start()
    while stopping.is_alive():
        stopping.join(0.1)
        slack.drop_connections()


@contextmanager
def starting(weights: Path) -> Iterator[Start]:
    """Start workspaces with a bot in each; settings are given by their names."""
    with ExitStack() as stack:

        def go(slack: SlackStandIn | None = None, **settings: str) -> Whole:
            place = stack.enter_context(slack or SlackStandIn(timing=QUICK))
            read = environment(place, weights, **settings)
            return Whole(place, stack.enter_context(running(place, read)))

        yield go


class Standing:
    """A bot that the tests of a file share. It rests while a test has one of its own.

    A process runs one engine of jobs at a time.
    """

    def __init__(self, weights: Path, **settings: str) -> None:
        self._weights = weights
        self._settings = settings
        self._stack = ExitStack()
        self._whole: Whole | None = None

    def get(self) -> Whole:
        if self._whole is None:
            self._whole = self._stack.enter_context(starting(self._weights))(**self._settings)
        return self._whole

    def rest(self) -> None:
        self._whole = None
        self._stack.close()


@pytest.fixture(scope="module")
def standing(weights: Path) -> Iterator[Standing]:
    """The bot that the tests of a file share."""
    standing = Standing(weights)
    yield standing
    standing.rest()


@pytest.fixture
def start(weights: Path, standing: Standing) -> Iterator[Start]:
    """Start workspaces that this test has for itself."""
    standing.rest()
    with starting(weights) as go:
        yield go


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for all tests, so that networks are converted once."""
    return tmp_path_factory.mktemp("weights")


@pytest.fixture
def whole(standing: Standing) -> Whole:
    """The bot with the embedded detector, over Socket Mode, for all tests of a file."""
    return standing.get()


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """An S3 server with sample objects, and credentials for it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    with S3Server() as server:
        yield server


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[RekognitionStandIn]:
    """Amazon Rekognition on this machine, and credentials for it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", RekognitionStandIn.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", RekognitionStandIn.secret_access_key)
    with RekognitionStandIn(change_seconds=0.5) as server:
        yield server


def s3_settings(server: S3Server) -> dict[str, str]:
    """The settings for a bucket that may be read."""
    return {
        "S3_ALLOWED": "samples",
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL_S3": server.endpoint_url,
    }
