"""What is written in any format is read again as it was."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping

import pytest

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.train.formats import FORMATS, Files, MemoryFiles, Reference, file_name, recognise
from bot.train.formats.archive import zip_reader, zip_writer
from tests.train import datasets

SEEDS = range(25)
Known = tuple[str, int, int, frozenset[tuple[Annotation, int]], Split]


def here(image: LabelledImage) -> str:
    return f"images/{file_name(image, '.jpg')}"


def in_s3(image: LabelledImage) -> str:
    return f"s3://our-bucket/sets/{file_name(image, '.png')}"


def packed(format_name: str, dataset: Dataset, reference: Reference = here) -> dict[str, bytes]:
    """All files of a dataset; an image's bytes are its id."""
    written = FORMATS[format_name].write(dataset, reference)
    return {**written.files, **{path: each.encode() for path, each in written.copies}}


def sizes(dataset: Dataset) -> Mapping[str, tuple[int, int]]:
    return {image.id: (image.width, image.height) for image in dataset.images}


def known(dataset: Dataset) -> dict[str, Known]:
    return {
        image.id: (
            image.name,
            image.width,
            image.height,
            frozenset(Counter(image.annotations).items()),
            image.split,
        )
        for image in dataset.images
    }


def read(format_name: str, files: Files, dataset: Dataset) -> dict[str, Known]:
    """What is read; a size that the files do not tell is the image's own."""
    found = FORMATS[format_name].read(files)
    assert not found.bad
    return {
        each.id: (
            each.name,
            *(each.size or sizes(dataset)[each.id]),
            frozenset(Counter(each.annotations).items()),
            each.split,
        )
        for each in found.entries
    }


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_round_trip_is_exact(name: str, seed: int) -> None:
    """Ids, names, sizes, annotations and splits come back from every format as they were."""
    dataset = datasets.dataset(seed)
    measures = sizes(dataset)
    files = MemoryFiles(packed(name, dataset), lambda data: measures[data.decode()])

    assert read(name, files, dataset) == known(dataset)


@pytest.mark.parametrize("name", ["ground-truth", "coco", "csv"])
@pytest.mark.parametrize("seed", SEEDS)
def test_images_may_stay_in_s3(name: str, seed: int) -> None:
    """Formats that name their images come back exact also when the images stay in S3."""
    dataset = datasets.dataset(seed)
    files = packed(name, dataset, in_s3)

    assert not FORMATS[name].write(dataset, in_s3).copies
    assert read(name, MemoryFiles(files), dataset) == known(dataset)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(100, 105))
def test_a_zip_keeps_it_exact(name: str, seed: int) -> None:
    """A dataset that went through a zip is the same, and its format is recognised."""
    dataset = datasets.dataset(seed)
    measures = sizes(dataset)
    stream = io.BytesIO()
    with zip_writer(stream) as put:
        for path, data in packed(name, dataset).items():
            put(path, data)

    files = zip_reader(stream, "set.zip", lambda data: measures[data.decode()])

    assert recognise(files.paths()) is FORMATS[name]
    assert read(name, files, dataset) == known(dataset)


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_stays(name: str) -> None:
    """Images of one split come back in the order in which they were written."""
    images = tuple(
        LabelledImage(f"{number:064x}", f"{number}.jpg", 80, 80, (Annotation("Dog"),), Split.TRAIN)
        for number in range(12)
    )
    files = MemoryFiles(packed(name, Dataset(1, images)), lambda data: (80, 80))

    found = FORMATS[name].read(files)

    assert [entry.id for entry in found.entries] == [image.id for image in images]
