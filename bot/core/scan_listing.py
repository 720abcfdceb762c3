"""Keys of a scan, a page at a time: counted before it begins, and taken in chunks as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.places import Place
from bot.core.scan import Chunk, Count, Page
from bot.core.scan_records import Listing

PAGE = 1000
"""Keys that S3 lists at once, at most."""
CHUNK = 100
"""Pictures of a chunk: some seconds of work at a common pace, so that the end comes evenly."""
PAGES = 5
"""Pages that are listed for one chunk where pictures are rare."""


def count_on(listing: Listing, place: Place, count: Count, pages: int) -> tuple[Count, bool]:
    """Count some more pages; the count, and whether there are more behind them.

    Raises:
        RekogError: they could not be listed.
    """
    for _ in range(pages):
        page = listing.page(place, count.cursor, PAGE)
        count = counted(count, page)
        if not page.more:
            return count, False
    return count, True


def counted(count: Count, page: Page) -> Count:
    """The count with one page more."""
    images = [each for each in page.objects if each.is_image]
    return replace(
        count,
        objects=count.objects + len(page.objects),
        images=count.images + len(images),
        bytes=count.bytes + sum(each.size for each in images),
        cursor=page.last or count.cursor,
    )


def next_chunk(listing: Listing, place: Place, number: int, after: str) -> tuple[Chunk, list[str]]:
    """The chunk behind a key, and the keys of its pictures.

    Raises:
        RekogError: they could not be listed.
    """
    keys: list[str] = []
    last, skipped, limit = after, 0, CHUNK
    for _ in range(PAGES):
        page = listing.page(place, last, limit)
        for each in page.objects:
            last = each.key
            if not each.is_image:
                skipped += 1
                continue
            keys.append(each.key)
            if len(keys) == CHUNK and (page.more or each is not page.objects[-1]):
                return Chunk(number, after, last, len(keys), skipped, end=False), keys
        last, limit = page.last or last, PAGE
        if not page.more:
            return Chunk(number, after, last, len(keys), skipped, end=True), keys
    return Chunk(number, after, last, len(keys), skipped, end=False), keys


def keys_of(listing: Listing, place: Place, chunk: Chunk) -> Iterator[str]:
    """The keys of the pictures of a chunk that was taken before.

    S3 lists by the bytes of UTF-8, which is how Python compares.

    Raises:
        RekogError: they could not be listed.
    """
    after = chunk.after
    while after < chunk.last:
        page = listing.page(place, after, PAGE)
        for each in page.objects:
            if each.key > chunk.last:
                return
            if each.is_image:
                yield each.key
        if not page.more or not page.last:
            return
        after = page.last
