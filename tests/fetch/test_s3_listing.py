"""What lies below a prefix in S3, and what is written there: moto, and S3's own refusals."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import (
    BucketMissing,
    BucketNotAllowed,
    CredentialsRefused,
    ListingDenied,
    NoBucketAllowed,
    OutputDenied,
    RekogError,
    S3Unavailable,
)
from bot.core.places import Place
from bot.core.scan import Chunk, Count, Listed
from bot.core.scan_listing import count_on, keys_of, next_chunk
from bot.fetch.s3_listing import S3Listing
from bot.fetch.s3_output import S3Output
from tests.fakes import FakeClock
from tests.fetch.countless import BUCKET, PREFIX, Countless, key_of
from tests.fetch.test_s3 import client_of, document, moto
from tests.fetch.web import Web, in_turn

__all__ = ["moto"]

KEYS = [
    *("Z.jpg", "a b+c%20.png", "café ☕.JPG", "empty.jpg", "folder/", "own/chart.png"),
    *("words.txt", "ä.heic", "日本.webp", "🐈.avif"),
]


@pytest.fixture
def lake(moto: Any) -> Iterator[Any]:
    """A bucket with keys of all kinds below `in/`."""
    place = {"LocationConstraint": "eu-west-1"}
    moto.create_bucket(Bucket="river", CreateBucketConfiguration=place)
    for key in KEYS:
        data = b"" if key in ("empty.jpg", "folder/") else b"data"
        moto.put_object(Bucket="river", Key=f"in/{key}", Body=data)
    yield moto
    for each in moto.list_objects_v2(Bucket="river").get("Contents", ()):
        moto.delete_object(Bucket="river", Key=each["Key"])
    moto.delete_bucket(Bucket="river")


def listing(client: Any, *allowed: tuple[str, str]) -> S3Listing:
    own = (Place("river", "in/own/"),)
    return S3Listing(client, allowed or (("river", ""),), own, FakeClock())


PLACE = Place("river", "in/")


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_all_pages_are_all_objects(lake: Any, limit: int) -> None:
    """Page by page, behind the last key each, every object comes once, but for the bot's own."""
    found: list[Listed] = []
    after, more = "", True

    while more:
        page = listing(lake).page(PLACE, after, limit)
        found += page.objects
        after, more = page.last, page.more

    assert [each.key for each in found] == [f"in/{key}" for key in KEYS if key != "own/chart.png"]
    assert [each.key[3:] for each in found if each.is_image] == [
        *("Z.jpg", "a b+c%20.png", "café ☕.JPG", "ä.heic", "日本.webp", "🐈.avif")
    ]


def test_chunks_of_a_listing(lake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks hold all pictures once, and a chunk that is listed again holds the same ones."""
    monkeypatch.setattr("bot.core.scan_listing.CHUNK", 2)
    chunks: list[Chunk] = []
    keys: list[list[str]] = []
    after = ""

    while not chunks or not chunks[-1].end:
        chunk, of_it = next_chunk(listing(lake), PLACE, len(chunks) + 1, after)
        chunks.append(chunk)
        keys.append(of_it)
        after = chunk.last

    assert [len(each) for each in keys] == [2, 2, 2]
    assert sum(each.skipped for each in chunks) == 3
    assert [list(keys_of(listing(lake), PLACE, each)) for each in chunks] == keys


def test_many_keys_are_counted() -> None:
    """A count goes through all pages, and remembers no more than where it is."""
    with Countless(4_321) as server:
        client = client_of(server.endpoint_url)
        count, more = count_on(listing(client, (BUCKET, "")), Place(BUCKET, PREFIX), Count(), 2)
        assert (count.images, more) == (2_000, True)
        count, more = count_on(listing(client, (BUCKET, "")), Place(BUCKET, PREFIX), count, 9)
        client.close()

    assert (count.images, count.bytes, more) == (4_321, 8_642_000, False)
    assert count.cursor == key_of(4_320)


def test_nothing_below(lake: Any) -> None:
    """A prefix that nothing begins with is an empty page."""
    page = listing(lake).page(Place("river", "nobody/"), "", 10)

    assert (page.objects, page.more) == ((), False)


def test_what_is_not_allowed(lake: Any) -> None:
    """Only allowed places are listed; a prefix above an allowed one is not."""
    with pytest.raises(BucketNotAllowed, match="s3://river/in/words/"):
        listing(lake, ("river", "in/words/")).page(PLACE, "", 1)
    with pytest.raises(NoBucketAllowed):
        S3Listing(None, (), (), FakeClock()).page(PLACE, "", 1)
    with pytest.raises(BucketMissing):
        listing(lake, ("elsewhere", "")).page(Place("elsewhere", ""), "", 1)


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("AccessDenied", 403, ListingDenied),
        ("NoSuchBucket", 404, BucketMissing),
        ("InvalidAccessKeyId", 403, CredentialsRefused),
        ("SlowDown", 503, S3Unavailable),
    ],
)
def test_what_s3_refuses(code: str, status: int, expected: type[RekogError]) -> None:
    """Each refusal of a listing has its sentence; what passes is tried again first."""
    with Web(in_turn(document(status, code))) as web:
        client = client_of(web.url)
        with pytest.raises(expected):
            listing(client).page(PLACE, "", 1)
        client.close()

    assert len(web.asked) == (4 if expected is S3Unavailable else 1)


def test_results_are_written(lake: Any, tmp_path: Path) -> None:
    """Each file goes below the prefix, in a folder of its scan; a large one in several parts."""
    small, large = tmp_path / "results.csv", tmp_path / "results.jsonl"
    small.write_bytes(b"uri\n")
    large.write_bytes(os.urandom(17 * 1024 * 1024))

    written = S3Output(lake, ("river", "out/"), FakeClock()).write("ab12", [small, large])

    assert written == {
        "results.csv": "s3://river/out/scan-ab12/results.csv",
        "results.jsonl": "s3://river/out/scan-ab12/results.jsonl",
    }
    got = lake.get_object(Bucket="river", Key="out/scan-ab12/results.jsonl")
    assert got["Body"].read() == large.read_bytes()
    assert got["ETag"].endswith('-2"')
    assert got["ContentType"] == "application/x-ndjson"


def test_nowhere_to_write(tmp_path: Path) -> None:
    """Without the setting nothing is written."""
    assert S3Output(None, None, FakeClock()).write("ab12", [tmp_path / "a.csv"]) == {}


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("AccessDenied", 403, OutputDenied),
        ("NoSuchBucket", 404, BucketMissing),
        ("InternalError", 500, S3Unavailable),
    ],
)
def test_an_output_that_s3_refuses(
    code: str, status: int, expected: type[RekogError], tmp_path: Path
) -> None:
    """Each refusal of a file has its sentence."""
    file = tmp_path / "results.csv"
    file.write_bytes(b"uri\n")
    with Web(in_turn(document(status, code))) as web:
        client = client_of(web.url)
        with pytest.raises(expected):
            S3Output(client, ("river", "out/"), FakeClock()).write("ab12", [file])
        client.close()
