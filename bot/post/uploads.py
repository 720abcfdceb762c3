"""Files for Slack: uploaded, then completed, which may share them.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.core.model import Thread
from bot.post.calls import Calls
from bot.post.file_watch import FileWatch
from bot.post.refused import Refused
from bot.post.web import Web

MAX_ALT_TEXT = 1000


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
        self,
        client: WebClient,
        calls: Calls,
        web: Web,
        watch: FileWatch,
        pace: Callable[[str], None],
    ) -> None:
        self._client = client
        self._calls = calls
        self._web = web
        self._watch = watch
        self._pace = pace

    def keep(self, outgoing: Outgoing) -> str:
        """Upload a file that nobody sees yet, and return its id.

        Raises:
            Refused: Slack did not take it.
        """
        file = self.send(outgoing)
        self._complete(file, outgoing.name, {})
        return file

    def send(self, outgoing: Outgoing) -> str:
        """Bring the bytes to Slack, and return the file's id; it is still to be shared.

        Raises:
            Refused: Slack did not take it.
        """
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

    def share(self, file: str, title: str, thread: Thread) -> None:
        """Show in a thread what was sent.

        Raises:
            Refused: Slack did not take it.
        """
        self._complete(file, title, {"channel_id": thread.channel, "thread_ts": thread.ts})

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
            info = self._watch.info(file)
            return bool(info.get("shares") if where else info.get("mimetype")) or None

        try:
            self._calls.once(send, find)
        except Refused as refused:
            # What is complete cannot be completed again, though it may not be seen yet.
            if not doubted or refused.code != "file_not_found":
                raise
