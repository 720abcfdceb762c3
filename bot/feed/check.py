"""What can be known at the start: whether the queue and the buckets are there and open."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from botocore import exceptions as boto

from bot.core.errors import (
    BucketDenied,
    BucketElsewhere,
    BucketMissing,
    FeedRefused,
    QueueAway,
    RekogError,
)
from bot.feed.refusals import FAILURES, code_of, headers_of, queue_refusal, status_of

log = logging.getLogger(__name__)

NO_DEAD_LETTERS = (
    "the queue %s has no dead-letter queue (RedrivePolicy), so a message that cannot be read comes "
    "again and again until it is too old"
)


def require(sqs: Any, queue_url: str, s3: Any, buckets: Sequence[str]) -> None:
    """Look at the queue and at every bucket, once.

    Args:
        sqs: boto3's client of SQS.
        queue_url: that is to be read.
        s3: boto3's client of S3.
        buckets: of the rules, each once.

    Raises:
        FeedRefused: all that is wrong is named. AWS that does not answer is no reason: the bot has
            other work, and the reader tries again.
    """
    refused = [_queue(sqs, queue_url), *(_bucket(s3, each) for each in buckets)]
    problems = tuple(each.sentence for each in refused if each is not None)
    if problems:
        raise FeedRefused(problems)


def _queue(sqs: Any, url: str) -> RekogError | None:
    try:
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])
    except FAILURES as error:
        refusal = queue_refusal(error, url, sqs.meta.region_name)
        if not isinstance(refusal, QueueAway):
            return refusal
        log.warning("%s", refusal.sentence)
        return None
    if "RedrivePolicy" not in answer.get("Attributes", {}):
        log.warning(NO_DEAD_LETTERS, url)
    return None


def _bucket(s3: Any, name: str) -> RekogError | None:
    here = s3.meta.region_name
    try:
        answer = s3.head_bucket(Bucket=name)
    except boto.ClientError as error:
        return _closed(error, name, here)
    except boto.BotoCoreError as error:
        log.warning("the bucket %s could not be looked at: %s", name, type(error).__name__)
        return None
    there = answer.get("BucketRegion") or here
    return BucketElsewhere(bucket=name, region=there, here=here) if there != here else None


def _closed(error: boto.ClientError, name: str, here: str) -> RekogError | None:
    code, status = code_of(error), status_of(error)
    there = headers_of(error).get("x-amz-bucket-region", "")
    if status == 404 or code in ("404", "NoSuchBucket"):
        return BucketMissing(bucket=name)
    if status in (301, 307, 400) or (there and there != here):
        return BucketElsewhere(bucket=name, region=there or "another one", here=here)
    if status == 403:
        return BucketDenied(bucket=name)
    log.warning("the bucket %s could not be looked at: %s", name, code or status)
    return None
