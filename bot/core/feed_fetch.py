"""Objects of the feed, fetched: nobody has typed their keys, so a missing one was deleted."""

from __future__ import annotations

from bot.core.errors import ObjectDeleted, ObjectMissing
from bot.core.model import Image, Source
from bot.core.ports import Fetcher


class FedImages:
    """A `Fetcher` around another one."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def fetch(self, source: Source) -> Image:
        """See the port."""
        try:
            return self._fetcher.fetch(source)
        except ObjectMissing as error:
            raise ObjectDeleted(uri=source) from error
