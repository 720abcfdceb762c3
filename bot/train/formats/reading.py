"""Collects what a reader finds, with bounds."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.errors import DatasetTooLarge, DatasetUnreadable
from bot.train.formats.entries import BadLine, Entry, Read

MAX_ENTRIES = 250_000
"""What AWS takes in one manifest (https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/
cd-manifest-files-validation-rules.html); more in one import is a mistake."""

MAX_NAMED = 100
"""So many bad lines are kept with their sentences; all are counted."""


class Reading:
    """Collects what a reader finds."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._bad: list[BadLine] = []
        self._bad_count = 0
        self.notes: list[str] = []

    def bad(self, file: str, line: int, sentence: str) -> None:
        """Leave a line out."""
        self._bad_count += 1
        if len(self._bad) < MAX_NAMED:
            self._bad.append(BadLine(file, line, sentence))

    def add(self, entry: Entry, file: str, line: int = 0) -> None:
        """Take an image, once.

        Raises:
            DatasetTooLarge: there are too many.
        """
        if entry.reference in self._entries:
            self.bad(file, line, f"{entry.reference} was there before; I kept the first")
            return
        if len(self._entries) == MAX_ENTRIES:
            raise DatasetTooLarge(name=file, reason=f"it has more than {MAX_ENTRIES:,} images")
        self._entries[entry.reference] = entry

    def found(self) -> Read:
        """What was found so far."""
        return Read(
            tuple(self._entries.values()), tuple(self._bad), self._bad_count, tuple(self.notes)
        )

    def done(self, names: Iterable[str]) -> Read:
        """What was found in the files of these names.

        Raises:
            DatasetUnreadable: nothing.
        """
        if not self._entries:
            reason = str(self._bad[0]) if self._bad else "I found no images in it"
            raise DatasetUnreadable(name=", ".join(names) or "that", reason=reason)
        return self.found()
