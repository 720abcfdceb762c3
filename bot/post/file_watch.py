"""Whether Slack can show a file: it looks at each one after it has taken it.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Any

from slack_sdk import WebClient

from bot.core.ports import Clock
from bot.post.calls import Calls
from bot.post.refused import AWAY, Refused

log = logging.getLogger(__name__)

PROCESSING_SECONDS = 30.0
"""How long to wait until Slack can show a file. Mostly it is a second or two."""
FIRST_LOOK = 0.3
LONGEST_LOOK = 3.0


class FileWatch:
    """Looks at uploaded files.

    Args:
        client: without retries of its own.
    """

    def __init__(self, client: WebClient, calls: Calls, clock: Clock) -> None:
        self._client = client
        self._calls = calls
        self._clock = clock

    def processed(self, files: Collection[str]) -> set[str]:
        """Wait until Slack can show files, and say which of them it can.

        Slack scans and scales a file after it has taken it; until then a block that shows it is
        refused. A media type is the sign. https://github.com/slackapi/python-slack-sdk/issues/1521
        """
        ready: set[str] = set()

        def look() -> bool:
            ready.update(
                file for file in files if file not in ready and self.info(file).get("mimetype")
            )
            return len(ready) == len(set(files))

        self._wait(look)
        return ready

    def is_shared(self, file: str) -> bool:
        """Whether people can see a file that was sent before; Slack takes a moment to show it.

        Raises:
            Refused: Slack was out of reach.
        """

        def look() -> bool:
            return bool(self._look(file).get("shares"))

        try:
            return self._wait(look)
        except AWAY:
            raise
        except Refused as refused:
            # Not found: never completed. Deleted: it was there, and somebody did not want it.
            return refused.code == "file_deleted"

    def info(self, file: str) -> dict[str, Any]:
        """What Slack says of a file; nothing where it says nothing."""
        try:
            return self._look(file)
        except Refused as refused:
            log.warning("files.info of the uploaded %s: %s", file, refused)
            return {}

    def _look(self, file: str) -> dict[str, Any]:
        found: dict[str, Any] = self._calls.call(lambda: self._client.files_info(file=file))["file"]
        return found

    def _wait(self, look: Callable[[], bool]) -> bool:
        deadline, pause = self._clock.now() + PROCESSING_SECONDS, FIRST_LOOK
        while not look():
            if self._clock.now() >= deadline:
                return False
            self._clock.sleep(pause)
            pause = min(pause * 1.5, LONGEST_LOOK)
        return True
