"""What the page's server answers: every answer has the same strict headers."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Nothing inline, nothing from elsewhere, in nobody's frame; the address, which is a key while the
# link works, goes to nobody else and is kept nowhere.
HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cache-Control", "no-store"),
    ("X-Robots-Tag", "noindex, nofollow"),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: its status, its body, and headers beside those that every answer has."""

    status: HTTPStatus
    body: bytes
    content_type: str = TYPES[".html"]
    headers: tuple[tuple[str, str], ...] = ()

    def send(self, start_response: StartResponse, *, with_body: bool = True) -> Iterable[bytes]:
        """Answer a request."""
        length = ("Content-Length", str(len(self.body)))
        own = (("Content-Type", self.content_type), length, *self.headers)
        start_response(f"{self.status.value} {self.status.phrase}", [*own, *HEADERS])
        return [self.body] if with_body else []


def static(name: str) -> Reply | None:
    """A file of the page; `None` where there is none of this name."""
    names = {path.name: path for path in STATIC.iterdir() if path.suffix in TYPES}
    if name not in names:
        return None
    return Reply(HTTPStatus.OK, names[name].read_bytes(), TYPES[names[name].suffix])


def told(status: HTTPStatus, sentence: str) -> Reply:
    """A page with a sentence."""
    return Reply(status, _filled("plain.html", TITLE=status_title(status), TEXT=sentence))


def start(status: HTTPStatus, token: str, cookie: str) -> Reply:
    """The page with the button that opens the picture."""
    return Reply(status, _filled("start.html", TOKEN=token), headers=(("Set-Cookie", cookie),))


def data(status: HTTPStatus, content: object) -> Reply:
    """JSON for the page's script."""
    return Reply(status, json.dumps(content).encode(), "application/json")


def status_title(status: HTTPStatus) -> str:
    """What stands above a sentence."""
    return "This link does not open" if status >= HTTPStatus.BAD_REQUEST else "Rekog"


def _filled(name: str, **words: str) -> bytes:
    text = (STATIC / name).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"[{word}]", html.escape(value))
    return text.encode()
