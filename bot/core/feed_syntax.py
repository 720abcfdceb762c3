"""Reads rules: `bucket/prefix -> C012AB at 80 only Dog, Cat digest 15 write out/`, each behind `;`.

Behind the channel stand words with what belongs to them, in any order, each at most once:

    at 80               percent from which something counts
    only Dog, "At Bay"  a post only for pictures with one of these labels
    digest 15           one message in 15 minutes, instead of one for each picture
    most 5 in 10        at most 5 posts within 10 minutes
    write out/          the annotated image and the JSON go there, or to s3://bucket/out/
    by labels           the detector, which has to be the one that DETECTOR names
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bot.core.feed_rules import FeedRule
from bot.core.places import Place

SHAPE = "bucket/prefix -> C012ABCDEF at 80 only Dog,Cat digest 15 most 10 in 10 write out/"
LONGEST_MINUTES = 1440
"""A day: less than the two days for which everything is remembered at least (KEEP_DAYS)."""

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_TOKEN = re.compile(r'"[^"]*"|[^\s"]+')


@dataclass(frozen=True, slots=True)
class ReadRules:
    """What was read.

    Attributes:
        rules: each with the detector that it names, or an empty text.
        problems: what is wrong with the others, each with what is expected.
    """

    rules: tuple[tuple[FeedRule, str], ...]
    problems: tuple[str, ...] = ()


def read_rules(text: str) -> ReadRules:
    """Read all rules; one that is wrong does not keep the others from being looked at."""
    found: list[tuple[FeedRule, str]] = []
    problems = []
    for number, part in enumerate(filter(None, map(str.strip, text.split(";"))), start=1):
        try:
            rule, detector = _rule(part)
            if any(rule.place == known.place for known, _ in found):
                raise ValueError(f"is a second one for {rule.name}")
            found.append((rule, detector))
        except ValueError as error:
            problems.append(f"rule {number}, “{part}”, {error}")
    return ReadRules(tuple(found), tuple(problems))


def _rule(text: str) -> tuple[FeedRule, str]:
    left, arrow, right = text.partition("->")
    words = _TOKEN.findall(right)
    if not arrow or not words:
        raise ValueError(f"has no channel; a rule is “{SHAPE}”")
    place = _place(left.strip())
    if not _CHANNEL.fullmatch(words[0]):
        raise ValueError(f"needs a channel's id (C…) behind ->, not “{words[0]}”")
    values = _values(words[1:])
    if "write" in values:
        values["output"] = _output(values.pop("write"), place)
    most, within = values.pop("most", (None, None))
    if most is not None:
        values |= {"most": most, "within_minutes": within}
    detector = values.pop("by", "")
    return FeedRule(place, words[0], **values), detector


def _values(words: list[str]) -> dict[str, Any]:
    """What stands behind each word, by the rule's attributes."""
    groups: dict[str, list[str]] = {}
    word = ""
    for each in words:
        if each in READERS:
            if each in groups:
                raise ValueError(f"has “{each}” twice")
            word = each
            groups[word] = []
        elif not word:
            raise ValueError(f"has “{each}”, and I know {', '.join(READERS)}")
        else:
            groups[word].append(each)
    return {READERS[each][0]: READERS[each][1](" ".join(of)) for each, of in groups.items()}


def _place(text: str) -> Place:
    bucket, _, prefix = text.removeprefix("s3://").partition("/")
    if not _BUCKET.fullmatch(bucket):
        raise ValueError(f"needs a bucket or bucket/prefix before ->, not “{text}”")
    return Place(bucket, prefix)


def _output(text: str, beside: Place) -> Place:
    """Where results go: a prefix that ends in a slash, so that keys are told from folders."""
    elsewhere = text.startswith("s3://")
    place = _place(text) if elsewhere else Place(beside.bucket, text.lstrip("/"))
    if not place.prefix.strip("/"):
        raise ValueError("needs a prefix behind “write”, such as out/")
    return place if place.prefix.endswith("/") else Place(place.bucket, f"{place.prefix}/")


def _percent(text: str) -> float:
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", text) or float(text) > 100:
        raise ValueError(f"needs a number from 0 to 100 behind “at”, not “{text}”")
    return float(text)


def _labels(text: str) -> tuple[str, ...]:
    labels = tuple(each.strip().strip('"').strip() for each in text.split(","))
    if not all(labels):
        raise ValueError("needs labels behind “only”, separated by commas")
    return labels


def _minutes(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or not 1 <= int(text) <= LONGEST_MINUTES:
        raise ValueError(f"needs minutes from 1 to {LONGEST_MINUTES} behind “digest”, not “{text}”")
    return int(text)


def _most(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,4}) in (\d{1,5})", text)
    if found is None or not int(found[1]) or not 1 <= int(found[2]) <= LONGEST_MINUTES:
        raise ValueError(
            f"needs “most 10 in 10” (posts, and minutes up to {LONGEST_MINUTES}), not “most {text}”"
        )
    return int(found[1]), int(found[2])


def _word(text: str) -> str:
    if not re.fullmatch(r"[a-z-]+", text):
        raise ValueError("needs a detector behind “by”, such as local")
    return text


def _text(text: str) -> str:
    return text.strip('"')


READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = MappingProxyType(
    {
        "at": ("min_confidence", _percent),
        "only": ("only", _labels),
        "digest": ("digest_minutes", _minutes),
        "most": ("most", _most),
        "write": ("write", _text),
        "by": ("by", _word),
    }
)
