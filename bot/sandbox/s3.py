"""An S3 server on this machine with sample objects, so that `s3://…` works without an account."""

from __future__ import annotations

import logging
import os
from types import TracebackType
from typing import Any

import botocore.session
from botocore.config import Config
from moto.server import ThreadedMotoServer

from bot.sandbox.samples import sample

REGION = "us-east-1"
BUCKET = "samples"
ACCESS_KEY = "testing"
SECRET_KEY = "testing"

# Keys as people have them: folders, spaces, unicode, and what looks like URL encoding but is not.
OBJECTS = {
    "people/astronaut.png": "astronaut.png",
    "cats/Chelsea the cat.png": "chelsea.png",
    "kaffeepause/Café crème ☕.png": "coffee.png",
    "rockets/launch+pad (100%25).jpg": "rocket.jpg",
}
TEXT_KEY = "notes/not a picture.txt"


class S3Server:
    """A moto server on a free loopback port, with one versioned bucket of sample objects.

    Attributes:
        endpoint_url: what to set `AWS_ENDPOINT_URL_S3` to, once entered.
    """

    def __init__(self) -> None:
        self.endpoint_url = ""
        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)

    def __enter__(self) -> S3Server:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # one line for each request otherwise
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.endpoint_url = f"http://{host}:{port}"
        try:
            self._fill()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    @property
    def running(self) -> bool:
        """Whether it listens."""
        return bool(self.endpoint_url)

    def client(self) -> Any:
        """A client of this server, and of no other: address and keys are given, none looked up."""
        return _session().create_client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name=REGION,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=Config(s3={"addressing_style": "path"}, proxies={}, retries={"max_attempts": 1}),
        )

    def _fill(self) -> None:
        s3 = self.client()
        try:
            s3.create_bucket(Bucket=BUCKET)
            s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
            for key, name in OBJECTS.items():
                s3.put_object(Bucket=BUCKET, Key=key, Body=_bytes(name))
            s3.put_object(Bucket=BUCKET, Key=TEXT_KEY, Body=b"Nothing to see here.\n")
        finally:
            s3.close()

    def _stop(self) -> None:
        self._server.stop()
        self.endpoint_url = ""
        # moto stops the thread but leaves the listening socket open.
        listening = self._server._server
        if listening is not None:
            listening.server_close()


def _session() -> botocore.session.Session:
    """A session that knows nothing of the AWS profiles that a developer may have set up."""
    own = {
        "profile": (None, None, None, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
    }
    return botocore.session.Session(session_vars=own)


def _bytes(name: str) -> bytes:
    found = sample(name)
    if found is None:
        raise KeyError(name)
    return found.read()
