"""S3 and SQS on this machine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import requests
from moto.server import ThreadedMotoServer

from bot.feed import client as sqs_client
from bot.fetch import s3 as s3_client

REGION = "eu-west-1"
KEYS: dict[str, Any] = {"access_key_id": "testing", "secret_access_key": "testing"}


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """The address of a server for both."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
    listening = server._server  # moto stops the thread but leaves the socket open
    if listening is not None:
        listening.server_close()


@pytest.fixture
def sqs(url: str) -> Iterator[Any]:
    client = sqs_client.client(REGION, url, **KEYS)
    yield client
    client.close()


@pytest.fixture
def s3(url: str) -> Iterator[Any]:
    client = s3_client.client(REGION, url, **KEYS)
    yield client
    client.close()


@pytest.fixture
def name() -> str:
    """For a queue or a bucket: moto keeps its state for the whole process."""
    return f"feed-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def stranger(url: str) -> Iterator[dict[str, Any]]:
    """Keys of somebody who may do nothing; meanwhile moto asks for permissions."""
    session = boto3.session.Session("testing", "testing", region_name=REGION)
    iam = session.client("iam", endpoint_url=url)
    user = f"user-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    iam.close()
    requests.post(f"{url}/moto-api/reset-auth", data="0", timeout=5).close()
    yield {"access_key_id": key["AccessKeyId"], "secret_access_key": key["SecretAccessKey"]}
    requests.post(f"{url}/moto-api/reset-auth", data="inf", timeout=5).close()
