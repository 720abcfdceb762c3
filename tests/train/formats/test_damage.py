"""Damaged files are read as far as they can be, and never bring a reader down."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from bot.core.errors import DatasetTooLarge, DatasetUnreadable
from bot.train.formats import FORMATS, Entry, MemoryFiles, file_name
from tests.train import datasets

BITS = (b"", b"\0", b"\xff", b'"', b"{", b"}", b"[", b",", b"\n", b"-1", b"1e999", b"null", b": ")


def damaged(chance: random.Random, data: bytes) -> bytes:
    """The data with one to five places changed, or cut off."""
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(data) + 1)
        data = data[:start] + chance.choice(BITS) + data[start + chance.randint(0, 4) :]
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.2 else data


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_dataset_is_read_or_refused(name: str, seed: int) -> None:
    """Whatever bytes change, there are entries within their images, or a sentence why not."""
    chance = random.Random(seed)
    dataset = datasets.dataset(seed)
    written = FORMATS[name].write(dataset, lambda image: f"images/{file_name(image, '.jpg')}")
    files = {path: damaged(chance, data) for path, data in written.files.items()}
    pictures = dict.fromkeys((path for path, _ in written.copies), b"")

    entries: tuple[Entry, ...] = ()
    with suppress(DatasetUnreadable, DatasetTooLarge):
        read = FORMATS[name].read
        entries = read(MemoryFiles({**files, **pictures}, lambda data: (640, 480))).entries

    for entry in entries:
        width, height = entry.size or (10**9, 10**9)
        for box in (each.box for each in entry.annotations if each.box):
            assert 0 <= box.left < box.right <= width
            assert 0 <= box.top < box.bottom <= height
