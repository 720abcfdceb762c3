"""What scans need from the world, as protocols: what is kept of them, and what S3 holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bot.core.places import Place
from bot.core.scan import Chunk, ObjectResult, Page, Scan, Tally


class Scans(Protocol):
    """Scans, their chunks and their results, kept."""

    def begin(self, scan: Scan) -> Scan | None:
        """Keep a new scan, and cancel those of the same place that were only asked about.

        One of the same id stays as it is.

        Returns:
            The one that has the place already; then nothing is kept. `None` when it is kept.
        """

    def get(self, scan: str) -> Scan | None:
        """One scan by its id."""

    def update(self, scan: str, change: Callable[[Scan], Scan]) -> tuple[Scan, Scan] | None:
        """Change one while nobody else can: before and after; `None` when there is none.

        The change only calculates.
        """

    def under_way(self) -> list[Scan]:
        """Those that are not over, the oldest first."""

    def latest(self, limit: int) -> list[Scan]:
        """The latest first."""

    def chunk(self, scan: str, number: int) -> Chunk | None:
        """One chunk, if it was taken before."""

    def take(self, scan: str, chunk: Chunk) -> Chunk:
        """Keep a chunk, unless one of its number is kept already; the one that is kept."""

    def open_chunks(self, scan: str) -> list[int]:
        """The numbers of those that somebody still has to work on."""

    def last_chunk(self, scan: str) -> Chunk | None:
        """The one with the greatest number."""

    def close(self, scan: str, number: int) -> bool:
        """Nothing is left to do in a chunk; whether that holds for the whole scan."""

    def keep(self, scan: str, number: int, result: ObjectResult) -> None:
        """Keep what became of an object of a chunk, once, and count it with the chunk."""

    def known(self, scan: str, number: int) -> frozenset[str]:
        """The keys of a chunk of which there is a result."""

    def tally(self, scan: str) -> Tally:
        """All chunks together."""

    def results(self, scan: str) -> Iterator[ObjectResult]:
        """All of them in the order of their keys, a few at a time in memory."""


class Listing(Protocol):
    """Which objects there are."""

    def page(self, place: Place, after: str, limit: int) -> Page:
        """Some objects of a place behind a key, without the bot's own output.

        Args:
            place: bucket and prefix.
            after: a key; empty to begin.
            limit: at most so many, 1000 at most.

        Raises:
            NotAllowed: the place is not among the allowed ones.
            FetchFailed: a leaf says why it could not be listed.
        """


class Output(Protocol):
    """Where the files of results go in S3."""

    def write(self, scan: str, files: Sequence[Path]) -> Mapping[str, str]:
        """Write them; the URI of each by its name. Empty where there is no such place.

        Raises:
            FetchFailed: a leaf says why they could not be written.
        """
