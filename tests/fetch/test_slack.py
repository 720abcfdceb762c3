"""Files come from Slack."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.core.errors import (
    EmptyFile,
    FetchFailed,
    FileElsewhere,
    FileGone,
    FileHidden,
    FileNotVisible,
    ImageTooHeavy,
    NotAnImage,
    RekogError,
    ScopeMissing,
    SlackUnavailable,
    SomethingElse,
    TokenRefused,
)
from bot.core.model import SharedFile
from bot.fetch import SharedFiles
from bot.fetch import download as downloading
from tests.fakes import FakeClock
from tests.fetch.web import Answer, Asked, Reply, Web, in_turn

TOKEN = "xoxb-secret-token"
PICTURE = b"\x89PNG" + bytes(2000)
FILE = SharedFile("F1", "cat.png")
LOGIN = Reply(body=b"<!DOCTYPE html><title>Slack</title>", headers={"Content-Type": "text/html"})


def picture(body: bytes = PICTURE, **headers: str) -> Reply:
    return Reply(body=body, headers={"Content-Type": "image/png"} | headers)


class Slack:
    """`files.info` and the download of one file, as a test wants them."""

    def __init__(self) -> None:
        self.file: dict[str, Any] = {
            "id": "F1",
            "name": "cat.png",
            "mimetype": "image/png",
            "mode": "hosted",
            "size": len(PICTURE),
        }
        self.info: Answer = lambda _: Reply.json({"ok": True, "file": self.file})
        self.download: Answer = lambda _: picture()
        self.web = Web(self._answer)

    def _answer(self, asked: Asked) -> Reply:
        return self.info(asked) if asked.path.startswith("/api/") else self.download(asked)

    def downloads(self) -> list[Asked]:
        return [each for each in self.web.asked if not each.path.startswith("/api/")]


@pytest.fixture
def slack() -> Iterator[Slack]:
    slack = Slack()
    with slack.web:
        slack.file["url_private_download"] = f"{slack.web.url}/files/F1/download/cat.png"
        slack.file["url_private"] = f"{slack.web.url}/files/F1/cat.png"
        yield slack


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def files(slack: Slack, clock: FakeClock) -> SharedFiles:
    client = WebClient(TOKEN, base_url=f"{slack.web.url}/api/", retry_handlers=[])
    return SharedFiles(client, TOKEN, [slack.web.host], 10_000, clock)


def test_a_file_is_downloaded(slack: Slack, files: SharedFiles) -> None:
    """A file is looked up by its id and downloaded with the token."""
    image = files.fetch(FILE)

    assert (image.data, image.name) == (PICTURE, "cat.png")
    assert slack.downloads()[0].path.endswith("/download/cat.png")
    assert slack.downloads()[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_the_name_is_slacks(slack: Slack, files: SharedFiles) -> None:
    """Where only the id was known, the name comes from Slack."""
    assert files.fetch(SharedFile("F1", known_image=False)).name == "cat.png"


def test_the_other_address_serves_too(slack: Slack, files: SharedFiles) -> None:
    """Without an address for downloads, the plain private one is used."""
    del slack.file["url_private_download"]

    assert files.fetch(FILE).data == PICTURE


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"mode": "hidden_by_limit"}, FileHidden),
        ({"mode": "tombstone"}, FileGone),
        ({"mode": "external"}, FileElsewhere),
        ({"mode": "remote"}, FileElsewhere),
        ({"is_external": True}, FileElsewhere),
        ({"file_access": "access_denied"}, FileNotVisible),
        ({"file_access": "file_not_found"}, FileGone),
        ({"mimetype": "text/html"}, NotAnImage),
        ({"size": 0}, EmptyFile),
        ({"size": 10_001}, ImageTooHeavy),
        ({"url_private_download": "", "url_private": ""}, FetchFailed),
        ({"url_private_download": "https://evil.example/cat.png"}, FileElsewhere),
        ({"url_private_download": "http://files.slack.com/cat.png"}, FileElsewhere),
    ],
)
def test_some_files_are_not_downloaded(
    slack: Slack, files: SharedFiles, change: dict[str, Any], expected: type[RekogError]
) -> None:
    """What has no bytes in Slack, or too many, is refused before the token is sent anywhere."""
    slack.file |= change

    with pytest.raises(expected) as raised:
        files.fetch(FILE)

    assert type(raised.value) is expected
    assert slack.downloads() == []


@pytest.mark.parametrize(
    ("change", "left_alone"),
    [
        ({"mimetype": "application/pdf"}, True),
        ({"mimetype": "", "filetype": "docx"}, True),
        ({"mimetype": "application/octet-stream", "filetype": "heic"}, False),
    ],
)
def test_a_file_that_nobody_called_an_image(
    slack: Slack, files: SharedFiles, change: dict[str, Any], left_alone: bool
) -> None:
    """A file that may be anything is left alone when it is not an image."""
    slack.file |= change
    source = SharedFile("F1", known_image=False)

    if left_alone:
        with pytest.raises(SomethingElse):
            files.fetch(source)
    else:
        assert files.fetch(source).data == PICTURE


def refused(error: str, **more: str) -> Reply:
    return Reply.json({"ok": False, "error": error} | more)


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (refused("file_not_found"), FileGone, "cat.png was deleted"),
        (refused("file_deleted"), FileGone, "cat.png was deleted"),
        (refused("not_visible"), FileNotVisible, "Invite me"),
        (refused("access_denied"), FileNotVisible, "Invite me"),
        (refused("missing_scope", needed="files:read"), ScopeMissing, "files:read scope"),
        (refused("invalid_auth"), TokenRefused, "SLACK_BOT_TOKEN"),
        (refused("token_expired"), TokenRefused, "reinstall"),
        (refused("token_revoked"), TokenRefused, "reinstall"),
        (refused("account_inactive"), TokenRefused, "reinstall"),
        (refused("something_new"), FetchFailed, "could not download cat.png"),
    ],
)
def test_slack_says_no(
    slack: Slack, files: SharedFiles, reply: Reply, expected: type[RekogError], words: str
) -> None:
    """Each refusal of `files.info` has its own sentence, and is not repeated."""
    slack.info = in_turn(reply)

    with pytest.raises(expected) as raised:
        files.fetch(FILE)

    assert words in raised.value.sentence
    assert len(slack.web.asked) == 1


def test_the_rate_limit_is_obeyed(slack: Slack, files: SharedFiles, clock: FakeClock) -> None:
    """After a 429 the call is made again, as late as Slack asks."""
    normal = slack.info(Asked("", "", {}, {}, b""))
    slack.info = in_turn(
        Reply.json({"ok": False, "error": "ratelimited"}, 429, Retry_After="7"), normal
    )
    began = clock.now()

    assert files.fetch(FILE).data == PICTURE
    assert clock.now() - began >= 7


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(500, b"oops"),
        Reply.json({"ok": False, "error": "internal_error"}),
        Reply(503, b""),
        Reply(hang_up=True),
    ],
)
def test_passing_trouble_of_the_api(slack: Slack, files: SharedFiles, trouble: Reply) -> None:
    """When Slack stumbles over `files.info`, it is asked again; when it goes on, we say so."""
    normal = slack.info(Asked("", "", {}, {}, b""))
    slack.info = in_turn(trouble, trouble, normal)

    assert files.fetch(FILE).data == PICTURE

    slack.info = in_turn(trouble)
    with pytest.raises(SlackUnavailable, match=r"cat\.png after several tries"):
        files.fetch(FILE)


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(502),
        Reply(429, headers={"Retry-After": "3"}),
        Reply(429, headers={"Retry-After": "Mon, 23 Nov 2026 04:00:00 GMT"}),
        Reply(hang_up=True),
        Reply(body=PICTURE[:700], headers={"Content-Type": "image/png"}, promised=len(PICTURE)),
        picture(PICTURE[:700]),
    ],
    ids=["502", "429", "429 with a date", "hung up", "cut off", "short"],
)
def test_passing_trouble_of_the_download(slack: Slack, files: SharedFiles, trouble: Reply) -> None:
    """A download that breaks off or comes short is repeated; when it goes on, we say so."""
    slack.download = in_turn(trouble, trouble, picture())

    assert files.fetch(FILE).data == PICTURE

    slack.download = in_turn(trouble)
    with pytest.raises(SlackUnavailable):
        files.fetch(FILE)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (LOGIN, ScopeMissing),
        (Reply(302, headers={"Location": "/?redir=%2Ffiles-pri"}), ScopeMissing),
        (Reply(401), TokenRefused),
        (Reply(403), FileNotVisible),
        (Reply(404), FileGone),
        (Reply(410), FileGone),
        (Reply(418), FetchFailed),
    ],
)
def test_the_download_is_refused(
    slack: Slack, files: SharedFiles, reply: Reply, expected: type[RekogError]
) -> None:
    """Slack's login page means a missing scope; every other refusal has its own sentence too."""
    slack.download = in_turn(reply)

    with pytest.raises(expected) as raised:
        files.fetch(FILE)

    assert type(raised.value) is expected
    assert len(slack.downloads()) == 1


def test_no_redirect_is_followed(slack: Slack, files: SharedFiles) -> None:
    """A redirect to another host gets nothing, least of all the token."""
    with Web(in_turn(picture())) as other:
        slack.download = in_turn(Reply(302, headers={"Location": f"{other.url}/cat.png"}))

        with pytest.raises(ScopeMissing, match="files:read"):
            files.fetch(FILE)

        assert other.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        picture(bytes(10_001)),
        Reply(
            body=b"1000\r\n"
            + bytes(0x1000)
            + b"\r\n"
            + b"ffff\r\n"
            + bytes(0xFFFF)
            + b"\r\n0\r\n\r\n",
            headers={"Content-Type": "image/png", "Transfer-Encoding": "chunked"},
        ),
    ],
    ids=["announced", "not announced"],
)
def test_the_size_is_bounded(slack: Slack, files: SharedFiles, reply: Reply) -> None:
    """A file that is larger than Slack said is not read to its end."""
    slack.download = in_turn(reply)

    with pytest.raises(ImageTooHeavy, match="I take files of up to 10 kB"):
        files.fetch(FILE)


def test_a_trickle_comes_to_an_end(
    slack: Slack, files: SharedFiles, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A download that takes for ever, byte by byte, is given up."""
    monkeypatch.setattr(downloading, "DEADLINE", -1.0)

    with pytest.raises(SlackUnavailable):
        files.fetch(FILE)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda slack: setattr(slack, "info", in_turn(refused("invalid_auth"))),
        lambda slack: setattr(slack, "download", in_turn(LOGIN)),
        lambda slack: setattr(slack, "download", in_turn(Reply(hang_up=True))),
    ],
)
def test_the_token_is_told_nobody(
    slack: Slack,
    files: SharedFiles,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Slack], None],
) -> None:
    """The token is in no sentence, no cause, no log line and no repr."""
    caplog.set_level(logging.DEBUG)
    spoil(slack)

    with pytest.raises(FetchFailed) as raised:
        files.fetch(FILE)

    told = "".join(traceback.format_exception(raised.value)) + caplog.text + repr(vars(files))
    assert TOKEN not in told
