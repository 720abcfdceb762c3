"""What S3 says when an object came: directly, through SNS or through EventBridge.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from bot.core.feed_objects import FedObject

Json = Mapping[str, Any]

TEST_EVENT = "s3:TestEvent"
CREATED = "ObjectCreated"
CREATED_TYPE = "Object Created"
"""What EventBridge calls the same."""
DIRECT_MAJOR, BRIDGE_MAJOR = "2", "0"
"""S3 adds fields under the same major number: 2.5 is read like 2.1."""
WRAPPINGS = 2
"""A topic may feed another one; more is nobody's set-up."""


class NotificationUnreadable(ValueError):
    """A message is not a notification of S3, or of a kind that is not known here."""


def parse(body: str) -> tuple[FedObject, ...]:
    """The objects that came; none for S3's test event, and for deletions and the like.

    Args:
        body: of the message.

    Raises:
        NotificationUnreadable: says what is wrong with it.
    """
    event = _json(body)
    for _ in range(WRAPPINGS):
        if event.get("Type") != "Notification":
            break
        event = _json(event.get("Message"))
    if isinstance(event.get("Records"), list):
        records = [_mapping(each, "a record") for each in event["Records"]]
        return tuple(fed for each in records for fed in _direct(each))
    if event.get("Event") == TEST_EVENT:
        return ()
    if event.get("source") == "aws.s3":
        return _bridge(event)
    raise NotificationUnreadable("it is not a notification of S3")


def _direct(record: Json) -> tuple[FedObject, ...]:
    if record.get("eventSource") != "aws:s3":
        raise NotificationUnreadable(f"it is about {record.get('eventSource')!r}, not aws:s3")
    _require_major(record.get("eventVersion"), DIRECT_MAJOR)
    name = str(record.get("eventName", "")).removeprefix("s3:")
    if name.partition(":")[0] != CREATED:
        return ()
    about = _mapping(record.get("s3"), "s3")
    thing = _mapping(about.get("object"), "s3.object")
    # As in a form: a space is a plus, and a plus is %2B.
    key = unquote_plus(_text(thing, "key"))
    return (_fed(about, thing, key, version=thing.get("versionId")),)


def _bridge(event: Json) -> tuple[FedObject, ...]:
    if event.get("detail-type") != CREATED_TYPE:
        return ()
    detail = _mapping(event.get("detail"), "detail")
    _require_major(detail.get("version"), BRIDGE_MAJOR)
    thing = _mapping(detail.get("object"), "detail.object")
    # As it stands: EventBridge does not encode.
    return (_fed(detail, thing, _text(thing, "key"), version=thing.get("version-id")),)


def _fed(about: Json, thing: Json, key: str, *, version: Any) -> FedObject:
    size = thing.get("size")
    etag = thing.get("eTag") or thing.get("etag") or ""
    fed = FedObject(
        bucket=_text(_mapping(about.get("bucket"), "bucket"), "name"),
        key=_storable(key),
        version=str(version or ""),
        sequencer=str(thing.get("sequencer") or ""),
        etag=str(etag).strip('"'),
        size=size if isinstance(size, int) else None,
    )
    if fed.job_key.endswith("@"):
        raise NotificationUnreadable("it has no version, sequencer or ETag to tell it by")
    return fed


def _storable(key: str) -> str:
    """A key that a database takes; S3 has no others, since keys are UTF-8."""
    if "\0" in key or not key or any("\ud800" <= each <= "\udfff" for each in key):
        raise NotificationUnreadable("its key cannot be one")
    return key


def _require_major(version: Any, major: str) -> None:
    if str(version).partition(".")[0] != major:
        raise NotificationUnreadable(f"its version is {version!r}, and I read {major}.x")


def _json(text: Any) -> Json:
    try:
        return _mapping(json.loads(text), "it")
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(error, NotificationUnreadable):
            raise
        raise NotificationUnreadable("it is not JSON") from error


def _mapping(value: Any, name: str) -> Json:
    if not isinstance(value, dict):
        raise NotificationUnreadable(f"{name} is not a JSON object")
    return value


def _text(of: Json, name: str) -> str:
    value = of.get(name)
    if not isinstance(value, str) or not value:
        raise NotificationUnreadable(f"it has no {name}")
    return value
