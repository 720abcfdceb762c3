"""Files: in by three steps, looked at some time later, out to whom they concern."""

# The SDK's own types are narrower than what Slack takes.
# mypy: disable-error-code="arg-type"

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image
from slack_sdk import WebClient

from bot.sandbox.slack import (
    ADMIN,
    GENERAL,
    PRIVATE,
    WITHOUT_BOT,
    Fault,
    SlackStandIn,
    Timing,
    Upload,
)
from tests.sandbox.apps import error


def png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


PICTURE = Upload("Straße 1.PNG", png(6, 4))


def bearer(slack: SlackStandIn) -> dict[str, str]:
    return {"Authorization": f"Bearer {slack.bot_token}"}


def announce(client: WebClient, data: bytes, name: str = "a.png") -> tuple[str, str]:
    ticket = client.files_getUploadURLExternal(filename=name, length=len(data))
    return ticket["file_id"], ticket["upload_url"]


def keep(slack: SlackStandIn, client: WebClient, data: bytes, name: str = "a.png") -> str:
    """Upload without sharing, and wait until it is processed."""
    file, url = announce(client, data, name)
    httpx.post(url, content=data).raise_for_status()
    client.files_completeUploadExternal(files=[{"id": file}])
    slack.wait_for(lambda: slack.hub.workspace.files[file].processed)
    return file


def shared_by_admin(slack: SlackStandIn, upload: Upload, channel: str = GENERAL) -> str:
    ts = slack.post(channel, ADMIN, files=[upload])
    found = slack.hub.workspace.channels[channel].find(ts)
    assert found is not None
    return str(found.body["files"][0]["id"])


def test_the_sdk_uploads_into_a_thread(slack: SlackStandIn, client: WebClient) -> None:
    """All three steps of the SDK end in one message of the thread, with the file in it."""
    ts = slack.post(GENERAL, ADMIN, "look")

    client.files_upload_v2(
        channel=GENERAL, thread_ts=ts, content="{}", filename="result.json", initial_comment="Here"
    )

    (reply,) = slack.wait_for(lambda: slack.replies(GENERAL, ts))
    assert (reply["subtype"], reply["text"]) == ("file_share", "Here")
    assert slack.file(reply["files"][0]["id"]) == b"{}"


def test_several_files_share_one_message(slack: SlackStandIn, client: WebClient) -> None:
    """Files that are uploaded together stand in one message."""
    both = [{"content": "1", "filename": "1.txt"}, {"content": "2", "filename": "2.txt"}]

    client.files_upload_v2(channel=GENERAL, file_uploads=both)

    (said,) = slack.wait_for(lambda: slack.said(GENERAL))
    assert [each["name"] for each in said["files"]] == ["1.txt", "2.txt"]


def test_a_form_uploads_as_well(slack: SlackStandIn, client: WebClient) -> None:
    """The bytes may come in a form."""
    file, url = announce(client, b"abc")

    httpx.post(url, files={"file": ("a.png", b"abc")}).raise_for_status()

    assert slack.file(file) == b"abc"


def test_a_wrong_length_is_refused(client: WebClient) -> None:
    """As many bytes must come as were announced."""
    _, url = announce(client, b"abc")

    assert httpx.post(url, content=b"ab").status_code == 400
    assert httpx.post(url, files={}, data={"no": "file"}).status_code == 400


def test_an_upload_url_is_for_once(client: WebClient) -> None:
    """Neither a second upload nor one that was never announced is taken."""
    _, url = announce(client, b"abc")

    assert httpx.post(url, content=b"abc").status_code == 200
    assert httpx.post(url, content=b"abc").status_code == 404


def test_nothing_is_not_a_file(client: WebClient) -> None:
    """A length of 0 counts as missing."""
    word = error(lambda: client.files_getUploadURLExternal(filename="a.png", length=0))

    assert word == "missing_argument"


def test_alternative_text_has_a_limit(client: WebClient) -> None:
    """1000 characters are taken with an upload, 1001 are not."""
    usual: dict[str, Any] = {"filename": "a.png", "length": 1}

    assert client.files_getUploadURLExternal(**usual, alt_txt="x" * 1000)["ok"]
    word = error(lambda: client.files_getUploadURLExternal(**usual, alt_txt="x" * 1001))
    assert word == "alt_txt_too_large"


def test_a_file_is_looked_at_later() -> None:
    """Before Slack has looked at a file it has no media type, is shared nowhere, and no block."""
    with SlackStandIn(timing=Timing(process=0.3)) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        data = png(6, 4)
        file, url = announce(client, data)
        httpx.post(url, content=data)
        block = {"type": "image", "slack_file": {"id": file}, "alt_text": "A street"}

        client.files_completeUploadExternal(files=[{"id": file}], channel_id=GENERAL)
        early = client.files_info(file=file)["file"]
        word = error(lambda: client.chat_postMessage(channel=GENERAL, text="x", blocks=[block]))
        slack.wait_for(lambda: slack.said(GENERAL))
        late = client.files_info(file=file)["file"]

        assert (early["mimetype"], "shares" in early, word) == ("", False, "invalid_blocks")
        assert late["mimetype"] == "image/png"
        assert (late["original_w"], late["original_h"]) == (6, 4)
        assert list(late["shares"]["public"]) == [GENERAL]


def test_a_processed_picture_may_stand_in_a_block(slack: SlackStandIn, client: WebClient) -> None:
    """By its id or by its address."""
    file = keep(slack, client, png(6, 4))
    url = client.files_info(file=file)["file"]["url_private"]

    for named in ({"id": file}, {"url": url}):
        block = {"type": "image", "slack_file": named, "alt_text": "A street"}
        assert client.chat_postMessage(channel=GENERAL, text="x", blocks=[block])["ok"]


def test_other_files_may_not_stand_in_a_block(slack: SlackStandIn, client: WebClient) -> None:
    """Only PNG, JPEG and GIF are shown in blocks."""
    file = keep(slack, client, b"RIFF", "a.webp")
    block = {"type": "image", "slack_file": {"id": file}, "alt_text": "A street"}

    word = error(lambda: client.chat_postMessage(channel=GENERAL, text="x", blocks=[block]))

    assert word == "invalid_blocks"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"channel_id": WITHOUT_BOT}, "not_in_channel"),
        ({"channel_id": "C0NOWHERE0"}, "channel_not_found"),
        ({"channels": ",".join([GENERAL] * 101)}, "channels_limit_exceeded"),
        ({"channels": f"{GENERAL},{PRIVATE}", "thread_ts": "1.0"}, "invalid_arguments"),
        ({"channel_id": GENERAL, "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel_id": GENERAL, "blocks": "[{'type': 'divider'}]"}, "invalid_blocks"),
        ({"files": [{"id": "F0UNKNOWN"}]}, "file_not_found"),
        ({"files": ["F0UNKNOWN"]}, "file_not_found"),
        ({"files": {}}, "invalid_arguments"),
    ],
)
def test_uploads_that_slack_does_not_complete(
    client: WebClient, arguments: dict[str, object], word: str
) -> None:
    """Each mistake has Slack's own word, and the file can still be shared rightly."""
    file, url = announce(client, b"abc")
    httpx.post(url, content=b"abc")
    files = {"files": [{"id": file}]}

    said = error(
        lambda: client.api_call("files.completeUploadExternal", json={**files, **arguments})
    )

    assert said == word
    assert client.files_completeUploadExternal(files=[{"id": file}])["files"][0]["id"] == file


def test_blocks_introduce_files(slack: SlackStandIn, client: WebClient) -> None:
    """Without a comment the blocks stand above the file."""
    file, url = announce(client, b"abc")
    httpx.post(url, content=b"abc")
    arguments = {"files": [{"id": file}], "channel_id": GENERAL, "blocks": [{"type": "divider"}]}

    client.api_call("files.completeUploadExternal", json=arguments)

    (said,) = slack.wait_for(lambda: slack.said(GENERAL))
    assert said["blocks"][0]["type"] == "divider"


def test_an_upload_is_completed_once(slack: SlackStandIn, client: WebClient) -> None:
    """A file that nobody uploaded, or that is complete, cannot be completed."""
    file, url = announce(client, b"abc")
    complete: list[dict[str, str | None]] = [{"id": file}]

    assert error(lambda: client.files_completeUploadExternal(files=complete)) == "file_not_found"
    httpx.post(url, content=b"abc")
    client.files_completeUploadExternal(files=complete)
    assert error(lambda: client.files_completeUploadExternal(files=complete)) == "file_not_found"


def test_a_file_is_downloaded_with_the_token(slack: SlackStandIn, client: WebClient) -> None:
    """The token opens both addresses of a file in a channel of the bot."""
    file = client.files_info(file=shared_by_admin(slack, PICTURE))["file"]

    for url in (file["url_private"], file["url_private_download"]):
        answer = httpx.get(url, headers=bearer(slack))
        assert (answer.content, answer.headers["content-type"]) == (PICTURE.data, "image/png")


def test_without_the_scope_a_login_page_comes(slack: SlackStandIn, client: WebClient) -> None:
    """Without files:read Slack answers no 403: it leads to an HTML page with status 200."""
    url = client.files_info(file=shared_by_admin(slack, PICTURE))["file"]["url_private_download"]
    slack.hub.installed.scopes.remove("files:read")

    first = httpx.get(url, headers=bearer(slack))
    followed = httpx.get(url, headers=bearer(slack), follow_redirects=True)

    assert first.status_code == 302
    assert (followed.status_code, followed.headers["content-type"].split(";")[0]) == (
        200,
        "text/html",
    )


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer xoxb-wrong"}])
def test_strangers_are_led_to_the_login_page(
    slack: SlackStandIn, client: WebClient, headers: dict[str, str]
) -> None:
    """No token and a wrong one open nothing."""
    url = client.files_info(file=shared_by_admin(slack, PICTURE))["file"]["url_private"]

    assert "/login" in httpx.get(url, headers=headers).headers["location"]


def test_a_token_that_follows_a_redirect_is_noticed(slack: SlackStandIn, client: WebClient) -> None:
    """A test can lead a download to another host, and sees whether the token went along."""
    url = client.files_info(file=shared_by_admin(slack, PICTURE))["file"]["url_private"]
    slack.hub.redirect_downloads_to = slack.elsewhere_url

    httpx.get(url, headers=bearer(slack), follow_redirects=True)
    assert slack.leaks == []
    httpx.get(slack.elsewhere_url, headers=bearer(slack))
    assert len(slack.leaks) == 1


def test_files_elsewhere_are_not_visible(slack: SlackStandIn, client: WebClient) -> None:
    """A file in a private channel without the bot is not for the bot."""
    slack.hub.workspace.channels[PRIVATE].members.remove("U0BOTUSER1")
    file = shared_by_admin(slack, PICTURE, PRIVATE)

    assert error(lambda: client.files_info(file=file)) == "not_visible"


def test_slack_connect_tells_no_more_than_the_id(slack: SlackStandIn, client: WebClient) -> None:
    """A message carries the id alone, and files.info knows the rest."""
    ts = slack.post(GENERAL, ADMIN, files=[Upload("a.png", b"x", access="check_file_info")])
    found = slack.hub.workspace.channels[GENERAL].find(ts)
    assert found is not None
    (mentioned,) = found.body["files"]

    assert set(mentioned) == {"id", "mode", "file_access", "created"}
    assert client.files_info(file=mentioned["id"])["file"]["name"] == "a.png"


@pytest.mark.parametrize("mode", ["tombstone", "hidden_by_limit", "external"])
def test_files_without_bytes_say_so(slack: SlackStandIn, client: WebClient, mode: str) -> None:
    """What was deleted, hidden, or lies elsewhere says so by its mode, and has no bytes."""
    file = shared_by_admin(slack, Upload("a.png", b"x", mode=mode))
    url = slack.hub.workspace.files[file].url(slack.url, download=True)

    assert client.files_info(file=file)["file"]["mode"] == mode
    assert httpx.get(url, headers=bearer(slack)).status_code == 404


@pytest.mark.parametrize("access", ["access_denied", "file_not_found"])
def test_files_can_be_denied(slack: SlackStandIn, client: WebClient, access: str) -> None:
    """Files of Slack Connect may be out of reach."""
    file = shared_by_admin(slack, Upload("a.png", b"x", access=access))

    assert error(lambda: client.files_info(file=file)) == access


def test_a_deleted_file_is_gone(slack: SlackStandIn, client: WebClient) -> None:
    """The bot deletes its own files, once, and nobody else's."""
    file = keep(slack, client, b"abc")
    other = shared_by_admin(slack, PICTURE)

    client.files_delete(file=file)

    assert error(lambda: client.files_info(file=file)) == "file_deleted"
    assert error(lambda: client.files_delete(file=file)) == "file_deleted"
    assert error(lambda: client.files_delete(file=other)) == "cant_delete_file"
    assert error(lambda: client.files_info(file="F0UNKNOWN")) == "file_not_found"


def test_files_go_with_their_message(slack: SlackStandIn, client: WebClient) -> None:
    """Who deletes a message deletes its files."""
    ts = slack.post(GENERAL, ADMIN, files=[PICTURE])
    (file,) = slack.hub.workspace.files

    slack.delete(GENERAL, ts)

    assert error(lambda: client.files_info(file=file)) == "file_deleted"


def test_a_big_file_is_streamed(slack: SlackStandIn, client: WebClient) -> None:
    """A file of 200 MB is sent though nobody ever holds it, and says its size beforehand."""
    size = 200_000_000
    file = client.files_info(file=shared_by_admin(slack, Upload("a.png", b"ab", size=size)))["file"]
    headers, got = bearer(slack), 0

    with httpx.stream("GET", file["url_private"], headers=headers) as answer:
        for chunk in answer.iter_raw():
            got += len(chunk)

    assert (file["size"], int(answer.headers["content-length"]), got) == (size, size, size)


def test_downloads_can_fail(slack: SlackStandIn, client: WebClient) -> None:
    """A test can make uploads and downloads fail, as it can calls."""
    url = client.files_info(file=shared_by_admin(slack, PICTURE))["file"]["url_private"]
    slack.go_wrong("download", Fault(status=503))

    assert httpx.get(url, headers=bearer(slack)).status_code == 503
    assert httpx.get(url, headers=bearer(slack)).status_code == 200


def test_a_test_can_let_slack_say_what_is_not_so(slack: SlackStandIn, client: WebClient) -> None:
    """A file may be described wrongly, as with a size that its bytes do not have."""
    file = shared_by_admin(slack, Upload("a.png", b"abc", told={"size": 5}))

    assert client.files_info(file=file)["file"]["size"] == 5
