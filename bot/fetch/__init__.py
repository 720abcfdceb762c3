"""Step 2 of 6: bytes arrive, from Slack, from S3 or, for the command line, from this machine.

Every adapter bounds what it reads before it begins and while it goes on, and says in one sentence
why something could not be had.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.errors import FetchFailed
from bot.core.model import Image, Source
from bot.core.ports import Fetcher
from bot.fetch.local_file import LocalFiles
from bot.fetch.s3 import S3Objects
from bot.fetch.slack import SharedFiles

__all__ = ["Fetch", "LocalFiles", "S3Objects", "SharedFiles"]


class Fetch:
    """A `Fetcher` for several kinds of source: `Fetch({SharedFile: …, S3Object: …})`."""

    def __init__(self, fetchers: Mapping[type[Source], Fetcher]) -> None:
        self._fetchers = dict(fetchers)

    def fetch(self, source: Source) -> Image:
        """See the port."""
        fetcher = self._fetchers.get(type(source))
        if fetcher is None:
            raise FetchFailed(name=source)
        return fetcher.fetch(source)
