"""The settings of the S3 feed, checked against those that it has to fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.core.feed_rules import FeedRule, FeedRules
from bot.core.feed_syntax import ReadRules
from bot.core.places import Place

# https://docs.aws.amazon.com/general/latest/gr/sqs-service.html, and the older form of it
_AWS_QUEUE = re.compile(r"sqs(?:-fips)?\.([a-z0-9-]+)\.|([a-z0-9-]+)\.queue\.")


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """Where objects are told of, and what becomes of them.

    Attributes:
        queue_url: of SQS.
        sqs_url: another address for SQS; `None` for AWS itself.
        rules: with all places that the bot writes to.
    """

    queue_url: str
    sqs_url: str | None
    rules: FeedRules


def feed(values: Mapping[str, Any]) -> FeedSettings | None:
    """The feed; `None` without a queue or without rules."""
    if not values["S3_FEED_QUEUE_URL"] or not values["S3_FEED"]:
        return None
    return FeedSettings(values["S3_FEED_QUEUE_URL"], values["AWS_ENDPOINT_URL_SQS"], _rules(values))


def feed_problems(values: Mapping[str, Any], region: str, given: frozenset[str]) -> list[str]:
    """What does not fit.

    Args:
        values: by the settings' names; `None` for those that are absent or malformed.
        region: that the bot works in; empty when it is not known.
        given: names of the settings that were given, malformed ones included.
    """
    read: ReadRules = values["S3_FEED"] or ReadRules(())
    problems = [*_alone(given), *(f"S3_FEED, {each}" for each in read.problems)]
    queue = values["S3_FEED_QUEUE_URL"]
    if queue and region and (there := queue_region(queue)) and there != region:
        problems.append(
            f"S3_FEED_QUEUE_URL is in the region {there}, and the bot works in {region}; S3 tells "
            "only queues of its own region, so set AWS_REGION to it or name another queue"
        )
    for rule, detector in read.rules:
        problems += [f"S3_FEED, {rule.name}: {each}" for each in _misfits(values, rule, detector)]
    for rule, output in _rules(values).swallowed():
        problems.append(
            f"S3_FEED, {rule.name}: all of it lies in {output}, which the bot writes to itself; "
            "choose another place for one of them"
        )
    return problems


def queue_region(url: str) -> str:
    """The region in a queue's address; empty where it does not tell, as on this machine."""
    host = (urlsplit(url).hostname or "") + "."
    found = _AWS_QUEUE.search(host) if ".amazonaws." in host else None
    return next(filter(None, found.groups()), "") if found else ""


def _alone(given: frozenset[str]) -> list[str]:
    """The queue and the rules need each other."""
    if "S3_FEED_QUEUE_URL" in given and "S3_FEED" not in given:
        return ["S3_FEED is missing, which says what becomes of the objects of S3_FEED_QUEUE_URL"]
    if "S3_FEED" in given and "S3_FEED_QUEUE_URL" not in given:
        return ["S3_FEED_QUEUE_URL is missing, the queue for the rules of S3_FEED"]
    return []


def _misfits(values: Mapping[str, Any], rule: FeedRule, detector: str) -> list[str]:
    problems = []
    allowed = values["S3_ALLOWED"]
    if allowed is not None and not any(
        Place(*each).holds(rule.place.bucket, rule.place.prefix) for each in allowed
    ):
        problems.append("may not be read; add it to S3_ALLOWED")
    if detector and values["DETECTOR"] and detector != values["DETECTOR"]:
        problems.append(
            f"“by {detector}” is not possible, since one bot has one detector and DETECTOR is "
            f"{values['DETECTOR']}; run a second bot with DETECTOR={detector} for this rule"
        )
    return problems


def _rules(values: Mapping[str, Any]) -> FeedRules:
    read: ReadRules = values["S3_FEED"] or ReadRules(())
    return FeedRules([rule for rule, _ in read.rules], _others(values))


def written(values: Mapping[str, Any]) -> tuple[Place, ...]:
    """Where the bot writes to S3 itself; nothing there is ever looked at."""
    return tuple(_rules(values).output)


def _others(values: Mapping[str, Any]) -> list[Place]:
    """What others than the feed write."""
    output = values["SCAN_OUTPUT"]
    return [*_trainings(values), *([Place(*output)] if output else [])]


def _trainings(values: Mapping[str, Any]) -> list[Place]:
    """What trainings write; see `bot.train.aws_objects`."""
    if not values["TRAIN_BUCKET"]:
        return []
    bucket, prefix = values["TRAIN_BUCKET"]
    folder = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    return [Place(bucket, f"{folder}{each}/") for each in ("images", "manifests", "evaluations")]
