"""Datasets in and out of files: every image with what is known of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from bot.core.dataset import Dataset, LabelledImage, Split
from bot.core.dataset_files import Imported
from bot.core.errors import BoxesTurned, DatasetUnreadable, RekogError
from bot.core.labelling import Labelling, Mark
from bot.core.model import Image, S3Object
from bot.train.formats import FORMATS, Files, Format, Places, Put, Read, file_name, recognise
from bot.train.formats.entries import Entry
from bot.train.rules_images import PNG

log = logging.getLogger(__name__)

MOST_PROBLEMS = 20
"""Told one by one; the rest is counted."""


class Teaching(Protocol):
    """What an import needs of `bot.core.teaching.Teaching`."""

    def teach(
        self, image: Image, source: str, remarks: tuple[()], who: str, origin: str
    ) -> LabelledImage:
        """Keep an image."""

    def say(self, image_id: str, marks: tuple[Mark, ...], who: str, origin: str) -> LabelledImage:
        """Say what is in it."""


class Exchange:
    """Imports and exports.

    Args:
        labelling: where images are.
        teaching: takes what is imported.
        fetch: brings an object from S3, for datasets that name them.
    """

    def __init__(
        self,
        labelling: Labelling,
        teaching: Teaching,
        fetch: Callable[[S3Object], Image],
    ) -> None:
        self._labelling = labelling
        self._teaching = teaching
        self._fetch = fetch

    def read(
        self, files: Files, name: str, who: str, form: str = "", split: Split = Split.UNDECIDED
    ) -> Imported:
        """Import a dataset; what cannot be read is told, the rest is taken.

        Args:
            files: of the dataset.
            name: as people know it.
            who: as in `LabelEvent`.
            form: the format's name; empty to find out.
            split: what images are for where the files do not say.

        Raises:
            DatasetUnreadable: it is in no known format.
            DatasetTooLarge: a file is.
        """
        found = FORMATS.get(form) or recognise(files.paths())
        if found is None:
            raise DatasetUnreadable(name=name, reason="its files are in no format that I know")
        read = found.read(files)
        problems = [str(each) for each in read.bad]
        places = Places(files)
        images = annotations = 0
        for entry in read.entries:
            try:
                taken = self._take(entry, files, places, name, who, split)
            except RekogError as error:
                problems.append(f"{entry.reference}: {error.sentence}")
            else:
                images += 1
                annotations += len(taken.annotations)
        return _told(found, read, images, annotations, problems)

    def _take(
        self, entry: Entry, files: Files, places: Places, name: str, who: str, split: Split
    ) -> LabelledImage:
        origin = f"import:{name}"
        image, source = self._image(entry, files, places, name)
        kept = self._teaching.teach(image, source, (), who, origin)
        if entry.size == (kept.height, kept.width) != (kept.width, kept.height):
            # Boxes that were drawn on the picture as it lies, before its EXIF turned it upright.
            raise BoxesTurned(name=entry.reference)
        marks = tuple(Mark(each.label, each.box) for each in entry.scaled(kept.width, kept.height))
        now = self._teaching.say(kept.id, marks or (Mark(""),), who, origin)
        wanted = entry.split if entry.split is not Split.UNDECIDED else split
        if wanted is not Split.UNDECIDED:
            self._labelling.settle(kept.id, wanted)
        return now

    def _image(self, entry: Entry, files: Files, places: Places, name: str) -> tuple[Image, str]:
        known = self._labelling.image(entry.id) if entry.id else None
        if known is not None:
            return known, ""
        remote = S3Object.parse(entry.reference)
        if remote is not None:
            return self._fetch(remote), str(remote)
        path = places.find(entry.reference)
        if path is None:
            raise DatasetUnreadable(name=entry.reference, reason="the image is not in it")
        with files.open(path) as stream:
            return Image(stream.read(), entry.name), f"{name}/{path}"

    def write(self, dataset: Dataset, form: str, put: Put) -> tuple[str, ...]:
        """Export a dataset with its images.

        Args:
            dataset: what is written.
            form: the format's name.
            put: gets each file.

        Returns:
            What the files do not tell, a sentence each.

        Raises:
            KeyError: there is no such format.
        """
        found = FORMATS[form]
        written = found.write(dataset, self._reference)
        for path, content in written.files.items():
            put(path, content)
        lost = 0
        for path, image_id in written.copies:
            image = self._labelling.image(image_id)
            if image is None:
                lost += 1
            else:
                put(path, image.data)
        gone = (f"{lost} images are not kept any more.",) if lost else ()
        return (*found.losses(dataset), *gone)

    def _reference(self, image: LabelledImage) -> str:
        _, head = self._labelling.weigh(image.id)
        png = head.startswith(PNG)
        return f"images/{file_name(image, '.png' if png else '.jpg')}"


def _told(
    found: Format, read: Read, images: int, annotations: int, problems: list[str]
) -> Imported:
    count = len(problems) - len(read.bad) + read.bad_count
    return Imported(
        found.name, images, annotations, tuple(problems[:MOST_PROBLEMS]), count, read.notes
    )
