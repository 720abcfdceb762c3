"""A request to the page, as its parts need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

MAX_BODY_BYTES = 256 * 1024
"""Fifty boxes twice, with labels of a hundred characters that JSON writes with six letters each,
take less than 100 KiB."""

NO_SLASH = " "
"""What is asked for with a link whose last slash was lost on the way."""
LONGEST_FORM = 1000
"""Bytes; the only form has one token."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a browser asks.

    Attributes:
        method: `GET` (also for `HEAD`) or `POST`, or something else.
        token: of the link.
        what: the rest of the path: "" for the page itself.
        cookies: the header.
        csrf: the header `X-Rekog-Token`.
        content_type: of the body, in small letters, without parameters.
        body: `None` when it is longer than allowed.
    """

    method: str
    token: str
    what: str
    cookies: str
    csrf: str
    content_type: str
    body: bytes | None

    @classmethod
    def read(cls, environ: WSGIEnvironment, prefix: str) -> PageRequest:
        """From WSGI; the path begins with the prefix."""
        method = environ["REQUEST_METHOD"]
        token, slash, what = environ["PATH_INFO"].removeprefix(prefix).partition("/")
        return cls(
            "GET" if method == "HEAD" else method,
            token,
            what if slash else NO_SLASH,
            environ.get("HTTP_COOKIE", ""),
            environ.get("HTTP_X_REKOG_TOKEN", ""),
            environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower(),
            _body(environ),
        )

    def field(self, name: str) -> str:
        """A field of the form that was sent; empty when there is none."""
        text = (self.body or b"")[:LONGEST_FORM].decode("ascii", "replace")
        return parse_qs(text).get(name, [""])[0]


def _body(environ: WSGIEnvironment) -> bytes | None:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY_BYTES:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    return body
