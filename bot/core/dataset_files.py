"""Datasets as files in Slack: `/rekog export coco`, and `@Rekog import` with a file."""

from __future__ import annotations

import html
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.answering import Reply, answered
from bot.core.cards import Card
from bot.core.errors import RekogError
from bot.core.model import Image
from bot.core.permission import Permission
from bot.core.ports import Board, Clock, Fetcher, Gallery, Replies
from bot.core.records import Audit, AuditEntry
from bot.core.requests import Entry, ExportRequest, ImportRequest
from bot.core.training_words import NO_DATASET

MOST_BYTES = 100 * 1024 * 1024
"""Of a dataset that comes or goes through Slack; it is in memory as a whole, one at a time."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes:
        format: which one it was.
        images: how many were taken.
        annotations: how many things in them.
        problems: what was not taken and why, a sentence each; the first of them.
        problem_count: how many there were.
        notes: what else people should know.
    """

    format: str
    images: int
    annotations: int
    problems: tuple[str, ...]
    problem_count: int
    notes: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, for people."""
        more = self.problem_count - len(self.problems)
        return (
            f"{self.images} images with {self.annotations} annotations from {self.format}.",
            *self.notes,
            *self.problems,
            *((f"… and {more} more.",) if more > 0 else ()),
        )


@dataclass(frozen=True, slots=True)
class Parcel:
    """A dataset as one file.

    Attributes:
        name: of the file.
        data: a zip.
        images: how many are in it.
        losses: what it does not tell, a sentence each.
    """

    name: str
    data: bytes = field(repr=False)
    images: int
    losses: tuple[str, ...]


class Parcels(Protocol):
    """Datasets in and out of single files."""

    @property
    def formats(self) -> Sequence[str]:
        """Their names."""

    def pack(self, form: str, most_bytes: int) -> Parcel | None:
        """The dataset as it is now; `None` when nothing is labelled.

        Raises:
            ExportTooLarge: it has more bytes than that.
        """

    def unpack(self, files: Sequence[Image], who: str, form: str) -> Imported:
        """Import what is in files that came together.

        Raises:
            DatasetUnreadable: it is in no known format.
            DatasetTooLarge: a file is.
            ArchiveUnsafe: it is a zip that is not opened.
        """


class DatasetFiles:
    """What the workers run for datasets that come and go as files.

    Args:
        parcels: packs and unpacks them.
        fetcher: brings files of up to `MOST_BYTES`.
        permission: who may; a dataset holds faces and pictures from everywhere.
        replies: how the asker is told.
        board: where everybody is told, and how one person gets a message.
        gallery: shares the file.
        audit: who did what.
        clock: for the time of day.
        detector: the setting's word.
    """

    def __init__(
        self,
        parcels: Parcels,
        fetcher: Fetcher,
        *,
        permission: Permission,
        replies: Replies,
        board: Board,
        gallery: Gallery,
        audit: Audit,
        clock: Clock,
        detector: str,
    ) -> None:
        self._parcels = parcels
        self._fetcher = fetcher
        self._permission = permission
        self._replies = replies
        self._board = board
        self._gallery = gallery
        self._audit = audit
        self._clock = clock
        self._detector = detector
        self._one = threading.Lock()

    def export(self, request: ExportRequest) -> None:
        """Send the dataset to the one who asks, and to nobody else. Nothing is raised."""

        def work() -> Reply:
            self._permission.require(request.user, request.team, "export the dataset of")
            if request.form not in self._parcels.formats:
                return f"Tell me the format: {self._named('export')}."
            with self._one:
                return self._send(request)

        told = answered("/rekog export", work)
        if told is not None:
            self._replies.privately(request, told)

    def take(self, request: ImportRequest) -> None:
        """Import what was posted, and say in its thread what came of it. Nothing is raised."""

        def work() -> Reply:
            self._permission.require(request.user, request.team, "change the dataset of")
            if request.form and request.form not in self._parcels.formats:
                return f"I do not know the format. Try {self._named('import')}."
            with self._one:
                return self._taken(request)

        told = answered("import", work)
        if told is not None:
            card = told if isinstance(told, Card) else Card(told)
            self._board.post(f"{request.key}:told", request.thread, card)

    def _taken(self, request: ImportRequest) -> Card:
        try:
            files = [self._fetcher.fetch(each) for each in request.files]
            told = self._parcels.unpack(files, request.user, request.form)
        except RekogError as error:
            # Names of files are in it, and everybody reads it.
            return Card(html.escape(error.sentence, quote=False))
        self._write(request.user, "import", f"{told.images} images from {told.format}")
        return Card(f"Imported: {told.lines[0]}", figures="\n".join(told.lines[1:]))

    def _send(self, request: ExportRequest) -> str:
        parcel = self._parcels.pack(request.form, MOST_BYTES)
        if parcel is None:
            return NO_DATASET
        said = f"The dataset: {parcel.images} images as {request.form}."
        told = self._board.tell(request.key, request.user, Card("\n".join((said, *parcel.losses))))
        if told is None:
            return "I cannot write to you. Open a conversation with me, then ask again."
        self._gallery.share(f"{request.key}:file", parcel.name, parcel.data, said, told)
        self._write(request.user, "export", f"{parcel.images} images as {request.form}")
        return "I sent you the dataset as a direct message."

    def _named(self, word: str) -> str:
        return ", ".join(f"`{word} {each}`" for each in self._parcels.formats)

    def _write(self, who: str, action: str, detail: str) -> None:
        entry = AuditEntry(
            self._clock.wall(), who, action, Entry.COMMAND.value, self._detector, detail
        )
        self._audit.write(entry)
