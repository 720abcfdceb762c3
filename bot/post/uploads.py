"""Files for Slack: uploaded, waited for, shared.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from bot.core.model import Thread
from bot.core.ports import Clock
from bot.post.calls import Calls, Refused
from bot.post.web import Web

log = logging.getLogger(__name__)

MAX_ALT_TEXT = 1000
PROCESSING_SECONDS = 30.0
"""How long to wait until Slack can show a file. Mostly it is a second or two."""
FIRST_LOOK = 0.3
LONGEST_LOOK = 3.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file to be uploaded; `alt_text` is for those who cannot see it."""

    name: str
    data: bytes = field(repr=False)
    alt_text: str = ""


class Uploads:
    """Uploads files.

    Args:
        client: without retries of its own.
        pace: waits until the next message may go into a channel.
    """

    def __init__(
        self, client: WebClient, calls: Calls, web: Web, clock: Clock, pace: Callable[[str], None]
    ) -> None:
        self._client = client
        self._calls = calls
        self._web = web
        self._clock = clock
        self._pace = pace

    def keep(self, outgoing: Outgoing) -> str:
        """Upload a file that nobody sees yet, and return its id.

        Raises:
            Refused: Slack did not take it.
        """
        file = self._send(outgoing)
        self._complete(file, outgoing.name, {})
        return file

    def share(self, outgoing: Outgoing, thread: Thread) -> None:
        """Upload a file into a thread.

        Raises:
            Refused: Slack did not take it.
        """
        where = {"channel_id": thread.channel, "thread_ts": thread.ts}
        self._complete(self._send(outgoing), outgoing.name, where)

    def processed(self, files: Collection[str]) -> set[str]:
        """Wait until Slack can show files, and say which of them it can.

        Slack scans and scales a file after it has taken it; until then a block that shows it is
        refused. A media type is the sign. https://github.com/slackapi/python-slack-sdk/issues/1521
        """
        ready: set[str] = set()
        deadline, pause = self._clock.now() + PROCESSING_SECONDS, FIRST_LOOK
        while True:
            ready |= {file for file in files if file not in ready and self._is_processed(file)}
            if len(ready) == len(set(files)) or self._clock.now() >= deadline:
                return ready
            self._clock.sleep(pause)
            pause = min(pause * 1.5, LONGEST_LOOK)

    def _send(self, outgoing: Outgoing) -> str:
        ticket = self._calls.call(
            lambda: self._client.files_getUploadURLExternal(
                filename=outgoing.name,
                length=len(outgoing.data),
                alt_txt=outgoing.alt_text[:MAX_ALT_TEXT] or None,
            )
        )
        url: str = ticket["upload_url"]
        self._calls.call(lambda: self._web.post(url, content=outgoing.data))
        file: str = ticket["file_id"]
        return file

    def _complete(self, file: str, title: str, where: Mapping[str, str]) -> None:
        """Finish an upload, once: a file that is shared twice is seen twice."""
        files: list[dict[str, str | None]] = [{"id": file, "title": title}]
        doubted = False

        def send() -> bool:
            if where:
                self._pace(where["channel_id"])
            self._client.files_completeUploadExternal(files=files, **where)  # type: ignore[arg-type]
            return True

        def find() -> bool | None:
            nonlocal doubted
            doubted = True
            info = self._info(file)
            return bool(info.get("shares") if where else info.get("mimetype")) or None

        try:
            self._calls.once(send, find)
        except Refused as refused:
            # What is complete cannot be completed again, though it may not be seen yet.
            if not doubted or refused.code != "file_not_found":
                raise

    def _is_processed(self, file: str) -> bool:
        return bool(self._info(file).get("mimetype"))

    def _info(self, file: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self._calls.call(lambda: self._client.files_info(file=file))[
                "file"
            ]
        except Refused as refused:
            log.warning("files.info of the uploaded %s: %s", file, refused)
            return {}
        return found
