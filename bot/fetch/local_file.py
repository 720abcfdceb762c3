"""Files of this machine, for the command line."""

from __future__ import annotations

from pathlib import Path

from bot.core.errors import LocalFileMissing
from bot.core.model import Image, LocalFile, Source
from bot.fetch import size


class LocalFiles:
    """A `Fetcher` of `LocalFile`.

    Args:
        max_bytes: of one file.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes

    def fetch(self, source: Source) -> Image:
        """See the port."""
        assert isinstance(source, LocalFile)
        path, name = Path(source.path), str(source)
        try:
            # A device or a pipe may never end, and its size says nothing.
            if not path.is_file():
                raise LocalFileMissing(name=name)
            size.check(name, path.stat().st_size, self._max_bytes)
            data = path.read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise LocalFileMissing(name=name) from error
        return Image(data, path.name)
