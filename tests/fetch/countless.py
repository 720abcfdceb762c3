"""S3 with as many objects as one likes, none of which is kept: keys and pictures are calculated.

It speaks ListObjectsV2 and GetObject over HTTP, in a process of its own, so that whoever asks
shares neither memory nor interpreter with it.
"""

from __future__ import annotations

import io
import multiprocessing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from types import TracebackType
from urllib.parse import parse_qs, unquote, urlsplit

from PIL import Image

BUCKET, PREFIX = "countless", "photos/"
DAMAGED_EACH = 500
"""Every so many objects one is cut off."""


def key_of(number: int) -> str:
    return f"{PREFIX}{number:09}.jpg"


def is_damaged(number: int) -> bool:
    return number % DAMAGED_EACH == 7


class Countless:
    """The server; use it as a context manager.

    Args:
        objects: how many there are.

    Attributes:
        endpoint_url: once entered.
    """

    def __init__(self, objects: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._own, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, objects), daemon=True)
        self.endpoint_url = ""

    def __enter__(self) -> Countless:
        self._process.start()
        self.endpoint_url = f"http://127.0.0.1:{self._own.recv()}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.join()
        self._own.close()


def _serve(told: Connection, objects: int) -> None:
    picture = _picture()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 64 * 1024

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            key = unquote(parts.path).removeprefix(f"/{BUCKET}").removeprefix("/")
            if key:
                number = int(key.removeprefix(PREFIX).partition(".")[0])
                self._send(picture[:200] if is_damaged(number) else picture, "image/jpeg")
                return
            self._send(_page(parse_qs(parts.query), objects).encode(), "application/xml")

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *values: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, address: object) -> None:
            """Whoever asked was killed, and hung up."""

    server = Server(("127.0.0.1", 0), Handler)
    told.send(server.server_address[1])
    server.serve_forever()


def _page(asked: dict[str, list[str]], objects: int) -> str:
    after = asked.get("start-after", [""])[0]
    number = int(after.removeprefix(PREFIX).partition(".")[0]) + 1 if after else 0
    last = min(objects, number + int(asked.get("max-keys", ["1000"])[0]))
    contents = "".join(
        f"<Contents><Key>{key_of(each)}</Key><Size>2000</Size></Contents>"
        for each in range(number, last)
    )
    more = "true" if last < objects else "false"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>{BUCKET}</Name><Prefix>{PREFIX}</Prefix><EncodingType>url</EncodingType>"
        f"<IsTruncated>{more}</IsTruncated>{contents}</ListBucketResult>"
    )


def _picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((96, 96)).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()
