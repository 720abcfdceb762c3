"""A client of SQS."""

from __future__ import annotations

from typing import Any

from bot import aws

WAIT_SECONDS = 20
"""The longest that SQS waits for a message before it says that there is none.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
"""
READ_TIMEOUT = WAIT_SECONDS + 10.0


def client(
    region: str,
    endpoint_url: str | None = None,
    *,
    access_key_id: str | None = None,
    secret_access_key: str | None = None,
) -> Any:
    """Make a boto3 client of SQS; nothing is sent yet.

    Args:
        region: of the queue.
        endpoint_url: `None` for AWS itself.
        access_key_id: `None` for boto3's own chain (profile, role, environment).
        secret_access_key: belongs to the key id.
    """
    # One attempt: the reader has a patience of its own, and has to stop promptly.
    return aws.client(
        "sqs",
        region,
        endpoint_url,
        attempts=1,
        read_timeout=READ_TIMEOUT,
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
    )
