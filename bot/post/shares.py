"""A file in a thread by its key: shared once, whoever tries, and however often it is tried."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import Thread
from bot.core.records import PostLog
from bot.post.file_watch import FileWatch
from bot.post.uploads import Outgoing, Uploads


class Shares:
    """Shares what is not there yet.

    Args:
        log: what was begun and shared, by all processes.
    """

    def __init__(self, uploads: Uploads, watch: FileWatch, log: PostLog) -> None:
        self._uploads = uploads
        self._watch = watch
        self._log = log

    def share(self, key: str, outgoing: Outgoing, thread: Thread) -> None:
        """Upload a file into a thread, unless it is there.

        Raises:
            Refused: Slack did not take it, or was out of reach.
        """
        before = self._log.begin(key)
        if before.message is not None:
            return
        if not before.file or not self._watch.is_shared(before.file):
            file = self._uploads.send(outgoing)
            if self._log.begin(key) != replace(before, first=False):
                return  # this process was asleep, and another one took over
            self._log.uploaded(key, file)
            self._uploads.share(file, outgoing.name, thread)
        self._log.done(key, thread)
