"""Files shared in Slack: asked for by id, then downloaded."""

from __future__ import annotations

import http.client
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.errors import (
    EmptyFile,
    FetchFailed,
    FileElsewhere,
    FileGone,
    FileHidden,
    FileNotVisible,
    NotAnImage,
    RekogError,
    ScopeMissing,
    SlackUnavailable,
    SomethingElse,
    TokenRefused,
)
from bot.core.hosts import AllowedHosts
from bot.core.model import Image, SharedFile, Source
from bot.core.ports import Clock
from bot.fetch import size
from bot.fetch.download import Download, Wanted
from bot.fetch.patience import Passing, persist, seconds

File = Mapping[str, Any]

# https://docs.slack.dev/reference/methods/files.info#errors
GONE = frozenset({"file_not_found", "file_deleted"})
NOT_VISIBLE = frozenset(
    {"not_visible", "access_denied", "no_permission", "team_access_not_granted"}
)
TOKEN = frozenset(
    {"invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive"}
)
PASSING = frozenset(
    {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)

UNTYPED = ("", "application/octet-stream", "binary/octet-stream")
# Slack's own word for what a file is, where it has no media type for it.
IMAGE_TYPES = frozenset(
    ["jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic", "heif", "avif", "svg"]
)  # https://docs.slack.dev/reference/objects/file-object#types


class SharedFiles:
    """A `Fetcher` of `SharedFile`.

    Args:
        client: calls `files.info`.
        token: for the download; it goes to `hosts` only, and into no message.
        hosts: names as in the setting SLACK_FILE_HOSTS.
        max_bytes: of one file.
    """

    def __init__(
        self, client: WebClient, token: str, hosts: Sequence[str], max_bytes: int, clock: Clock
    ) -> None:
        self._client = client
        self._download = Download(token, AllowedHosts.of(hosts), max_bytes, clock)
        self._max_bytes = max_bytes
        self._clock = clock

    def fetch(self, source: Source) -> Image:
        """See the port."""
        assert isinstance(source, SharedFile)

        def give_up() -> RekogError:
            return SlackUnavailable(name=source)

        # By id, always: the event may know nothing but the id, and its mode may be out of date.
        file = persist(self._clock, lambda: self._describe(source), give_up)
        name = file.get("name") or str(source)
        self._check(file, name, source.known_image)
        wanted = Wanted(_url(file, name), name, file.get("size"))
        return Image(persist(self._clock, lambda: self._download.get(wanted), give_up), name)

    def _describe(self, source: SharedFile) -> File:
        try:
            found: File = self._client.files_info(file=source.id)["file"]
        except SlackApiError as error:
            raise _refusal(error, source) from error
        except (SlackClientError, OSError, http.client.HTTPException) as error:
            raise Passing(f"{type(error).__name__}: {error}") from error
        return found

    def _check(self, file: File, name: str, known_image: bool) -> None:
        _check_mode(file, name)
        media_type = file.get("mimetype") or ""
        if not known_image and not _may_be_image(file, media_type):
            raise SomethingElse(name=name)
        if media_type.startswith("text/html"):  # its download would look like the login page
            raise NotAnImage(name=name)
        if file.get("size") == 0:
            raise EmptyFile(name=name)
        size.check(name, file.get("size") or 0, self._max_bytes)


def _may_be_image(file: File, media_type: str) -> bool:
    if media_type in UNTYPED:
        return file.get("filetype") in IMAGE_TYPES
    return bool(media_type.startswith("image/"))


def _check_mode(file: File, name: str) -> None:
    """Refuse what has an entry in Slack but no bytes there.

    https://docs.slack.dev/reference/objects/file-object
    """
    mode = file.get("mode")
    if mode == "hidden_by_limit":
        raise FileHidden(name=name)
    if mode == "tombstone" or file.get("file_access") == "file_not_found":
        raise FileGone(name=name)
    if file.get("file_access") == "access_denied":
        raise FileNotVisible(name=name)
    if mode in ("external", "remote") or file.get("is_external"):
        raise FileElsewhere(name=name)


def _url(file: File, name: str) -> str:
    url: str = file.get("url_private_download") or file.get("url_private") or ""
    if not url:
        raise FetchFailed(name=name)
    return url


def _refusal(error: SlackApiError, source: SharedFile) -> Exception:
    response = error.response
    code = response.get("error") or ""
    if response.status_code == 429 or response.status_code >= 500 or code in PASSING:
        return Passing(f"files.info: {code[:80]}", _retry_after(response.headers))
    if code == "missing_scope":
        return ScopeMissing(scope=response.get("needed") or "files:read")
    if code in TOKEN:
        return TokenRefused()
    if code in GONE:
        return FileGone(name=source)
    if code in NOT_VISIBLE:
        return FileNotVisible(name=source)
    return FetchFailed(name=source)


def _retry_after(headers: Mapping[str, str]) -> float:
    named = {name.lower(): value for name, value in headers.items()}
    return seconds(named.get("retry-after"))
