"""Whatever people post is answered with a picture or a sentence; nothing is lost, nothing hangs."""

from __future__ import annotations

import pytest

from bot.sandbox.slack import ADMIN, GENERAL, Fault, Upload
from tests.whole.conftest import Start, Whole
from tests.whole.pictures import ASTRONAUT, bad, good

PHOTO = Upload("astronaut.png", ASTRONAUT)
GOOD, BAD = good(), bad()
MEGABYTE = 1024 * 1024


def answer_to(whole: Whole, *uploads: Upload) -> str:
    ts = whole.slack.post(GENERAL, ADMIN, files=uploads)
    (answer,) = whole.answers(GENERAL, ts)
    return str(answer["text"])


@pytest.mark.parametrize("name", GOOD)
def test_every_form_of_picture(whole: Whole, name: str) -> None:
    """JPEG, PNG, GIF, HEIC and the like are recognised, upright and in their true colours."""
    assert "Found *Face*" in answer_to(whole, Upload(name, GOOD[name]))


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_no_use(whole: Whole, name: str) -> None:
    """A file that cannot be recognised is answered with what is wrong and what to do."""
    data, says = BAD[name]

    assert says in answer_to(whole, Upload(name, data))


def test_one_bad_file_among_good_ones(whole: Whole) -> None:
    """The good pictures of a message are answered, and the bad one has its sentence beside them."""
    text = answer_to(whole, Upload("text.png", BAD["text.png"][0]), PHOTO)

    assert "text.png is not a picture" in text
    assert "*Face*" in text


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (Upload("empty.png", b"", size=0), "is empty (0 bytes)"),
        (Upload("huge.png", b"\x89PNG", size=200 * MEGABYTE), "I take files of up to 32 MB"),
        (
            Upload("liar.png", b"\x89PNG", size=200 * MEGABYTE, told={"size": 1000}),
            "I take files of up to 32 MB",
        ),
        (Upload("old.png", ASTRONAUT, mode="hidden_by_limit"), "over its plan's limit"),
        (Upload("drive.png", ASTRONAUT, mode="external"), "a link to another service"),
    ],
)
def test_files_that_are_not_downloaded(whole: Whole, upload: Upload, says: str) -> None:
    """Files that are too large, empty or elsewhere are not downloaded to their end."""
    assert says in answer_to(whole, upload)


def test_a_deleted_file(whole: Whole) -> None:
    """A file that is deleted before the bot looks at it is said to be gone."""
    whole.slack.go_wrong("files.info", Fault(error="file_deleted"))

    assert "was deleted before I could look" in answer_to(whole, PHOTO)


def test_a_missing_scope(start: Start) -> None:
    """Without files:read the thread says which scope to add, and to reinstall the app."""
    whole = start()
    whole.slack.hub.installed.scopes.discard("files:read")

    text = answer_to(whole, PHOTO)

    assert "files:read" in text
    assert "reinstall" in text


def test_a_login_page_instead_of_a_file(start: Start) -> None:
    """A redirect is not followed, so that the token goes nowhere else."""
    whole = start()
    whole.slack.hub.redirect_downloads_to = f"{whole.slack.url}/elsewhere/file"

    text = answer_to(whole, PHOTO)

    assert "files:read" in text
    assert whole.slack.hub.journal.leaks() == []
    assert "elsewhere" not in [each.method for each in whole.slack.requests]


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.info", Fault(times=2, status=503)),
        ("files.info", Fault(times=2, status=429, retry_after=1)),
        ("files.info", Fault(times=1, drop=True)),
        ("download", Fault(times=2, status=500)),
        ("download", Fault(times=1, drop=True)),
        ("upload", Fault(times=1, status=500)),
        ("files.getUploadURLExternal", Fault(times=1, status=502)),
        ("chat.postMessage", Fault(times=2, status=429, retry_after=1)),
        ("chat.postMessage", Fault(times=1, status=503)),
        ("chat.postMessage", Fault(times=1, status=503, after=True)),
        ("chat.postMessage", Fault(times=1, drop=True, after=True)),
        ("reactions.add", Fault(times=3, status=500)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_slack_stumbles(whole: Whole, method: str, fault: Fault) -> None:
    """429, 5xx and cut connections cost time, but no answer, and none is posted twice."""
    whole.slack.go_wrong(method, fault)

    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    whole.answers(GENERAL, ts)
    whole.settle()

    assert len(whole.answers(GENERAL, ts)) == 1
    assert "Found *Face*" in whole.answers(GENERAL, ts)[0]["text"]


def test_slack_does_not_recover(start: Start, no_more_tries: None) -> None:
    """When Slack never hands out the file, the thread says so."""
    whole = start()
    whole.slack.go_wrong("download", Fault(times=100, status=503))

    assert "Slack did not hand me astronaut.png" in answer_to(whole, PHOTO)


def test_a_slack_that_is_slow_with_files(start: Start) -> None:
    """A file that Slack processes late is waited for."""
    whole = start()
    whole.slack.hub.timing.process = 1.5

    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    (answer,) = whole.answers(GENERAL, ts)

    assert [block["type"] for block in answer["blocks"]].count("image") == 1


def test_no_secret_is_told(whole: Whole) -> None:
    """No message and no request's address or body ever held a token."""
    answer_to(whole, Upload("text.png", BAD["text.png"][0]))
    workspace = whole.slack.hub.workspace
    told = repr([each.body for channel in workspace.channels.values() for each in channel.messages])
    sent = repr([(each.path, each.args) for each in whole.slack.requests])

    for token in (whole.slack.bot_token, whole.slack.app_token):
        assert token not in told
        assert token not in sent
    assert whole.slack.hub.journal.leaks() == []
