"""One parser for the three ways in which S3 tells of an object."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.feed_objects import FedObject
from bot.core.model import S3Object
from bot.feed import NotificationUnreadable, parse
from tests.feed.notices import (
    ETAG,
    SEQUENCER,
    TEST_EVENT,
    VERSION,
    bridge,
    direct,
    wrapped,
)

KEYS = [
    "in/cat.png",
    "in/red flower.jpg",
    "in/launch+pad (100%25).jpg",
    "kaffeepause/Café crème ☕.png",
    "in/a&b=c;d?.jpg",
    "in/../up.png",
]


def read(event: dict[str, Any]) -> tuple[FedObject, ...]:
    return parse(json.dumps(event))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("through", ["queue", "topic", "bridge", "bridge and topic"])
def test_a_key_is_decoded_as_its_shape_needs(key: str, through: str) -> None:
    """Spaces, plus and per cent signs and unicode come out as they are in the bucket."""
    event = bridge(key) if through.startswith("bridge") else direct(key)
    body = wrapped(event) if through.endswith("topic") else event

    assert read(body) == (FedObject("pictures", key, VERSION, SEQUENCER, ETAG, 1024),)


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.4", "2.5", "2.17"])
def test_versions_are_known_by_their_major_number(version: str) -> None:
    """Whatever S3 adds under version 2 is read."""
    (fed,) = read(direct("in/cat.png", version=version))

    assert fed.key == "in/cat.png"


def test_another_major_version_is_not_guessed() -> None:
    """A version that is not known is refused by its number."""
    with pytest.raises(NotificationUnreadable, match=r"3\.0"):
        read(direct("in/cat.png", version="3.0"))


@pytest.mark.parametrize("event", [TEST_EVENT, wrapped(TEST_EVENT)])
def test_the_test_event_is_dropped(event: dict[str, Any]) -> None:
    """What S3 sends when notifications are set up is no object."""
    assert read(event) == ()


@pytest.mark.parametrize(
    "event",
    [
        direct("in/cat.png", name="ObjectRemoved:Delete"),
        direct("in/cat.png", name="ObjectTagging:Put"),
        bridge("in/cat.png", kind="Object Deleted"),
    ],
)
def test_what_is_no_new_object_is_dropped(event: dict[str, Any]) -> None:
    """Deletions and the like are read, and nothing comes of them."""
    assert read(event) == ()


def test_several_records() -> None:
    """A message may tell of more than one object."""
    event = {"Records": direct("a.png")["Records"] + direct("b.png")["Records"]}

    assert [fed.key for fed in read(event)] == ["a.png", "b.png"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        '{"Type": "Notification"}',
        '{"Type": "Notification", "Message": "hello"}',
        '{"Records": [1]}',
        '{"Records": [{"eventSource": "aws:ses"}]}',
        json.dumps(direct("")),
        json.dumps(direct("a\0b")),
        json.dumps(bridge("in/\ud800.png")),
        json.dumps(direct("in/cat.png", bucket="")),
        json.dumps(direct("in/cat.png", eTag=None, versionId=None, sequencer=None)),
        json.dumps(wrapped(wrapped(wrapped(direct("in/cat.png"))))),
    ],
)
def test_anything_else_is_unreadable(body: str) -> None:
    """What is no notification of S3 is refused, and nothing else is raised."""
    with pytest.raises(NotificationUnreadable):
        parse(body)


def test_a_version_names_the_job_and_is_read() -> None:
    """In a bucket with versions each version is one job, and that version is what is read."""
    (fed,) = read(direct("in/cat.png"))

    assert fed.job_key == f"s3:pictures/in/cat.png@{VERSION}"
    assert fed.source == S3Object("pictures", "in/cat.png", VERSION)


@pytest.mark.parametrize("version", [None, "null"])
def test_without_versions_the_sequencer_names_the_job(version: str | None) -> None:
    """The version of a bucket whose versioning is suspended tells nothing apart."""
    (fed,) = read(direct("in/cat.png", versionId=version))

    assert fed.job_key == f"s3:pictures/in/cat.png@{SEQUENCER}"
    assert fed.source == S3Object("pictures", "in/cat.png")


def test_without_a_sequencer_the_etag_names_the_job() -> None:
    """An S3 that tells neither has its ETag, with or without quotes."""
    (fed,) = read(direct("in/cat.png", versionId=None, sequencer=None, eTag=f'"{ETAG}"'))

    assert fed.job_key == f"s3:pictures/in/cat.png@{ETAG}"


def test_all_ways_lead_to_one_job() -> None:
    """An object that S3 tells of directly and through EventBridge is answered once."""
    ways = [direct("a b.png"), bridge("a b.png"), wrapped(direct("a b.png"))]

    assert len({fed.job_key for way in ways for fed in read(way)}) == 1


def test_a_folder_is_told_from_an_object() -> None:
    """What the console makes for “Create folder” is no picture."""
    (folder,) = read(direct("in/", size=0))
    (fed,) = read(direct("in/x", size=0))

    assert folder.is_folder
    assert not fed.is_folder
