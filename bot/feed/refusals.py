"""What SQS and S3 refuse, and how a person reads it.

Codes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

from typing import Any

from botocore import exceptions as boto

from bot.aws import CREDENTIALS
from bot.core.errors import QueueAway, QueueDenied, QueueMissing, QueueStranger, RekogError

MISSING = frozenset({"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"})
STRANGER = frozenset(
    {
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "AuthFailure",
        "RequestExpired",
    }
)
FAILURES = (boto.ClientError, boto.BotoCoreError)


def queue_refusal(error: Exception, url: str, region: str) -> RekogError:
    """What a person reads about a call to SQS that failed.

    Args:
        error: one of `FAILURES`.
        url: of the queue.
        region: of the client.
    """
    if isinstance(error, CREDENTIALS):
        return QueueStranger(url=url)
    if not isinstance(error, boto.ClientError):
        return QueueAway(url=url, reason=type(error).__name__)
    code, status = code_of(error), status_of(error)
    if code in MISSING or code.endswith(".NonExistentQueue"):
        return QueueMissing(url=url, region=region)
    if code in STRANGER:
        return QueueStranger(url=url)
    if status == 403 or code.startswith("AccessDenied"):
        return QueueDenied(url=url)
    return QueueAway(url=url, reason=code or f"HTTP {status}")


def code_of(error: boto.ClientError) -> str:
    """The service's word for what is wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: boto.ClientError) -> int:
    """The number of HTTP's answer; 0 when there was none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def headers_of(error: boto.ClientError) -> dict[str, Any]:
    """The headers of HTTP's answer."""
    return dict(error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {}))
