"""Text from the environment becomes values. A `ValueError` here says what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.arn import ModelArn
from bot.core.hosts import is_loopback
from bot.settings.secret import Secret

Parser = Callable[[str], Any]

DETECTORS = ("local", "custom-labels", "labels", "celebrities")

# The only regions that offer Custom Labels; botocore's own list is wider.
# https://docs.aws.amazon.com/general/latest/gr/rekognition.html
CUSTOM_LABELS_REGIONS = (
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "eu-west-1",
    "eu-west-2",
    "eu-central-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-northeast-2",
)

# A host, perhaps a port, perhaps a path. The path gets into cookies, so it has no semicolon.
_PUBLIC_URL = re.compile(
    r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(/[\w.~%/-]*)?", re.A
)


def bot_token(text: str) -> Secret:
    """A bot token; with token rotation it begins with `xoxe.`."""
    if not text.startswith(("xoxb-", "xoxe.xoxb-")):
        raise ValueError("must begin with xoxb-")
    return Secret(text)


def app_token(text: str) -> Secret:
    """An app-level token."""
    if not text.startswith("xapp-"):
        raise ValueError("must begin with xapp-")
    return Secret(text)


def signing_secret(text: str) -> Secret:
    """A signing secret; Slack's are 32 hexadecimal digits, but only their owner can tell."""
    if len(text) < 16 or not text.isascii():
        raise ValueError("must be the Signing Secret from the app's Basic Information page")
    return Secret(text)


def url(text: str) -> str:
    """An http or https URL; plain http only to this machine, since tokens travel on it."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an https URL")
    if parts.scheme == "http" and not is_loopback(text):
        raise ValueError("must be https, except on this machine")
    return text


def public_url(text: str) -> str:
    """Where browsers reach this process: a URL without what would not survive being added to."""
    if not _PUBLIC_URL.fullmatch(text):
        raise ValueError("must be an address such as https://rekog.example.org, without ? and #")
    return url(text).rstrip("/")


def api_url(text: str) -> str:
    """A URL that ends in a slash, as Slack's SDK wants it."""
    return url(text if text.endswith("/") else f"{text}/")


def words(text: str) -> tuple[str, ...]:
    """Values separated by commas or white space."""
    return tuple(part for part in re.split(r"[,\s]+", text) if part)


def people(text: str) -> tuple[str, ...]:
    """User ids (`U…`, `W…`) and user group ids (`S…`)."""
    ids = words(text)
    if wrong := [each for each in ids if not re.fullmatch(r"[UWS][A-Z0-9]{2,}", each)]:
        raise ValueError(f"takes user ids (U…) and user group ids (S…), not {', '.join(wrong)}")
    return ids


def queue_url(text: str) -> str:
    """The address of a queue: that of the service, the account and the queue's name."""
    parts = urlsplit(text)
    if not re.fullmatch(r"/\d{12}/[\w-]{1,80}", parts.path, re.A):
        raise ValueError(
            "must be the URL of an SQS standard queue, such as "
            "https://sqs.eu-west-1.amazonaws.com/123456789012/pictures"
        )
    return url(text)


def places(text: str) -> tuple[tuple[str, str], ...]:
    """Buckets and prefixes, separated by commas: `bucket` or `bucket/prefix/`."""
    found = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        bucket, _, prefix = entry.removeprefix("s3://").partition("/")
        if not re.fullmatch(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]", bucket):
            raise ValueError(f"takes buckets or bucket/prefix/, not {entry!r}")
        found.append((bucket, prefix))
    return tuple(found)


def place(text: str) -> tuple[str, str]:
    """One bucket, or bucket/prefix."""
    found = places(text)
    if len(found) != 1:
        raise ValueError("takes one bucket or bucket/prefix")
    return found[0]


def output(text: str) -> tuple[str, str]:
    """One prefix for output; a bucket alone is not told from what is to be read in it."""
    bucket, prefix = place(text)
    if not prefix.strip("/"):
        raise ValueError("takes one bucket/prefix/; the bucket alone is not enough")
    return bucket, prefix if prefix.endswith("/") else f"{prefix}/"


def model_arn(text: str) -> ModelArn:
    """The ARN of a Custom Labels model version."""
    arn = ModelArn.parse(text)
    if arn.region not in CUSTOM_LABELS_REGIONS:
        raise ValueError(f"is in {arn.region}, where Custom Labels is not offered")
    return arn


def project(text: str) -> str:
    """The name of a Custom Labels project; the pattern is ProjectName's in botocore's model."""
    if not re.fullmatch(r"[a-zA-Z0-9_.\-]{1,255}", text):
        raise ValueError("takes letters, digits, `_`, `.` and `-`, 255 at most")
    return text


def yes_or_no(text: str) -> bool:
    """A switch."""
    word = text.strip().lower()
    if word not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return word == "yes"


def choice(*options: str) -> Parser:
    """One of some words."""

    def parse(text: str) -> str:
        if text.lower() not in options:
            raise ValueError(f"must be one of {', '.join(options)}")
        return text.lower()

    return parse


def number(least: float, most: float) -> Parser:
    """A number between two bounds."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise ValueError(f"must be a number from {least:g} to {most:g}")
        return value

    return parse


def whole(least: int, most: int) -> Parser:
    """A whole number between two bounds."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return parse


def hours(text: str) -> tuple[time, time]:
    """From a time of day to another one, which may be on the next day."""
    match = re.fullmatch(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})", text)
    try:
        if match is None:
            raise ValueError
        first, last = (_time_of_day(each) for each in match.groups())
    except ValueError:
        raise ValueError("must be two times of day, such as 22:00-06:00") from None
    if first == last:
        raise ValueError("must be two different times of day")
    return first, last


def time_zone(text: str) -> ZoneInfo:
    """An IANA time zone."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be the name of a time zone, such as Europe/Berlin") from None


def channel(text: str) -> str:
    """The id of a channel."""
    if not re.fullmatch(r"[CG][A-Z0-9]{2,}", text):
        raise ValueError("must be a channel's id (C…), from the channel's details")
    return text


def database(text: str) -> Secret:
    """The address of a database; it may hold a password, so it is never shown."""
    if not re.match(r"(sqlite:///.|postgres(ql)?(\+psycopg)?://.)", text):
        raise ValueError("must begin with postgresql:// or sqlite:///")
    return Secret(text)


def folder(text: str) -> Path:
    """A folder; it is made when it is first needed."""
    path = Path(text).expanduser()
    if path.exists() and not path.is_dir():
        raise ValueError("must be a folder")
    return path


def _time_of_day(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
