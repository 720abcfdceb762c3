"""Datasets in and out of single files, in memory."""

from __future__ import annotations

import io
from collections.abc import Sequence

from bot.core.dataset_files import Imported, Parcel
from bot.core.errors import DatasetUnreadable, ExportTooLarge, RekogError
from bot.core.labelling import Labelling
from bot.core.model import MEGABYTE, Image
from bot.core.ports import FrameReader
from bot.train.exchange import Exchange
from bot.train.formats import FORMATS, Files, MemoryFiles
from bot.train.formats.archive import zip_reader, zip_writer
from bot.train.formats.files import Measure

ZIP = b"PK"


def measure_with(reader: FrameReader) -> Measure:
    """Sizes as the reader sees them; what it cannot read has none, and the import says why."""

    def measure(data: bytes) -> tuple[int, int] | None:
        try:
            frame = reader.read(Image(data, "image"))
        except RekogError:
            return None
        return frame.width, frame.height

    return measure


class ZipParcels:
    """Fits `bot.core.dataset_files.Parcels`.

    Args:
        exchange: imports and exports.
        labelling: what is labelled.
        reader: tells the sizes of images.
    """

    def __init__(self, exchange: Exchange, labelling: Labelling, reader: FrameReader) -> None:
        self._exchange = exchange
        self._labelling = labelling
        self._measure = measure_with(reader)

    @property
    def formats(self) -> Sequence[str]:
        """See the port."""
        return tuple(FORMATS)

    def pack(self, form: str, most_bytes: int) -> Parcel | None:
        """See the port."""
        dataset = self._labelling.dataset()
        if not dataset.images:
            return None
        stream = io.BytesIO()
        with zip_writer(stream) as put:

            def put_within(path: str, data: bytes) -> None:
                if stream.tell() + len(data) > most_bytes:
                    raise ExportTooLarge(limit=f"{most_bytes // MEGABYTE} MB")
                put(path, data)

            losses = self._exchange.write(dataset, form, put_within)
        name = f"dataset-{dataset.version}-{form}.zip"
        return Parcel(name, stream.getvalue(), len(dataset.images), losses)

    def unpack(self, files: Sequence[Image], who: str, form: str) -> Imported:
        """See the port."""
        first = files[0]
        found: Files = MemoryFiles({each.name: each.data for each in files}, self._measure)
        if any(each.data.startswith(ZIP) for each in files):
            if len(files) > 1:
                reason = "there is another file beside it, and a zip comes alone"
                raise DatasetUnreadable(name=first.name, reason=reason)
            found = zip_reader(io.BytesIO(first.data), first.name, self._measure)
        return self._exchange.read(found, first.name, who, form)
