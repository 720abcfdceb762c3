"""The page as a WSGI application, for everything below `/label/`."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.core.claims import Claims
from bot.core.errors import (
    ChangedMeanwhile,
    ImageForgotten,
    LabelRefused,
    LinkExpired,
    LinkNotOpened,
    LinkTaken,
    LinkWrong,
    NotATeacher,
    RekogError,
    SavingLate,
    SavingRefused,
    Unexpected,
)
from bot.core.labelling import Labelling
from bot.page import replies
from bot.page.browsers import BROWSER, START, Browsers
from bot.page.links import PREFIX, Link, Links
from bot.page.replies import Reply
from bot.page.requests import NO_SLASH, PageRequest
from bot.page.saving import Save, Saving

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

STATUS: Mapping[type[RekogError], HTTPStatus] = {
    LinkWrong: HTTPStatus.FORBIDDEN,
    LinkTaken: HTTPStatus.FORBIDDEN,
    LinkNotOpened: HTTPStatus.FORBIDDEN,
    NotATeacher: HTTPStatus.FORBIDDEN,
    SavingLate: HTTPStatus.SERVICE_UNAVAILABLE,
    LinkExpired: HTTPStatus.GONE,
    ImageForgotten: HTTPStatus.GONE,
    ChangedMeanwhile: HTTPStatus.CONFLICT,
    SavingRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    LabelRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""The first that fits."""
_PNG = b"\x89PNG\r\n\x1a\n"


class LabelPage:
    """Shows a person the picture of a link, and takes what is drawn on it.

    Args:
        links: reads them.
        claims: which browser opened which link.
        labelling: the dataset.
        save: keeps what was drawn.
    """

    def __init__(self, links: Links, claims: Claims, labelling: Labelling, save: Save) -> None:
        self._links = links
        self._browsers = Browsers(links, claims)
        self._saving = Saving(labelling, save)
        self._routes: Mapping[tuple[str, str], Callable[[PageRequest, Link], Reply]] = {
            ("GET", ""): self._page,
            ("GET", NO_SLASH): self._with_slash,
            ("POST", "open"): self._open,
            ("GET", "state"): self._state,
            ("GET", "image"): self._image,
            ("POST", "save"): self._save,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, as WSGI wants it."""
        reply = self._answer(PageRequest.read(environ, PREFIX))
        return reply.send(start_response, with_body=environ["REQUEST_METHOD"] != "HEAD")

    def _answer(self, asked: PageRequest) -> Reply:
        if asked.body is None:
            return replies.told(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, SavingRefused().sentence)
        if asked.token == "static":
            return replies.static(asked.what) or _nothing_there()
        route = self._routes.get((asked.method, asked.what))
        if route is None:
            return _nothing_there()
        try:
            return route(asked, self._links.read(asked.token))
        except RekogError as error:
            return _refusal(asked, error)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("the label page failed (%s)", reference)
            return _refusal(asked, Unexpected(reference=reference))

    def _page(self, asked: PageRequest, link: Link) -> Reply:
        if not self._browsers.has(link, asked.cookies):
            return self._start(asked, link, HTTPStatus.OK)
        self._saving.image(link)
        return replies.static("label.html") or _nothing_there()

    def _with_slash(self, asked: PageRequest, link: Link) -> Reply:
        # The token was read, so that nothing else can get into the header.
        return Reply(HTTPStatus.SEE_OTHER, b"", headers=(("Location", f"{asked.token}/"),))

    def _start(self, asked: PageRequest, link: Link, status: HTTPStatus) -> Reply:
        value, token = self._browsers.greet(link)
        return replies.start(status, token, self._cookie(START, value, asked, link))

    def _open(self, asked: PageRequest, link: Link) -> Reply:
        browser = self._browsers.claim(link, asked.cookies, asked.field("token"))
        cookie = self._cookie(BROWSER, browser, asked, link)
        # Relative, so that it holds behind a proxy, too; that it is followed by GET: RFC 9110.
        headers = (("Location", "./"), ("Set-Cookie", cookie))
        return Reply(HTTPStatus.SEE_OTHER, b"", headers=headers)

    def _state(self, asked: PageRequest, link: Link) -> Reply:
        token = self._browsers.token(link, asked.cookies)
        left = {"left": self._links.left(link), "token": token}
        return replies.data(HTTPStatus.OK, self._saving.shown(link) | left)

    def _image(self, asked: PageRequest, link: Link) -> Reply:
        self._browsers.token(link, asked.cookies)
        data = self._saving.image(link).data
        kind = "image/png" if data.startswith(_PNG) else "image/jpeg"
        return Reply(HTTPStatus.OK, data, kind)

    def _save(self, asked: PageRequest, link: Link) -> Reply:
        self._browsers.check(link, asked.cookies, asked.csrf)
        if asked.content_type != "application/json":
            raise SavingRefused
        self._saving.save(link, asked.body or b"")
        return self._state(asked, link)

    def _cookie(self, name: str, value: str, asked: PageRequest, link: Link) -> str:
        """Sent with this link alone, never to a script, never from another site."""
        path, lasts = self._links.path(asked.token), self._links.left(link)
        secure = "; Secure" if self._links.secure else ""
        return f"{name}={value}; Path={path}; Max-Age={lasts}; HttpOnly; SameSite=Strict{secure}"


def _refusal(asked: PageRequest, error: RekogError) -> Reply:
    fits = (status for kind, status in STATUS.items() if isinstance(error, kind))
    status = next(fits, HTTPStatus.INTERNAL_SERVER_ERROR)
    if asked.what in ("state", "save"):
        return replies.data(status, {"error": error.sentence})
    return replies.told(status, error.sentence)


def _nothing_there() -> Reply:
    return replies.told(HTTPStatus.NOT_FOUND, LinkWrong().sentence)
