"""Links to the page: signed, for one person and one image, for half an hour."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass
from urllib.parse import urlsplit

from bot.core.errors import LinkExpired, LinkWrong
from bot.core.model import Thread
from bot.core.ports import Clock

PREFIX = "/label/"
NOWHERE = Thread("", "")
LASTS = 30 * 60
"""Seconds."""
LONGEST = 1500
"""Characters of a token; those of `link` have about 350. Slack takes URLs of up to 3,000."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says.

    Attributes:
        id: random; `Claims` knows the link by it.
        user: whom it was made for.
        image: the id of the image that it leads to.
        origin: as in `LabelEvent`.
        until: seconds since 1970 UTC.
        team: the workspace that the user is from.
        channel: where it was asked for.
        thread_ts: of the thread in which people are thanked; empty where there is none.
    """

    id: str
    user: str
    image: str
    origin: str
    until: int
    team: str = ""
    channel: str = ""
    thread_ts: str = ""


class Links:
    """Makes links and reads them.

    Args:
        secret: the same in all processes and after a restart; whoever knows it can make links.
        base_url: where people reach the bot, such as `https://rekog.example.org`.
        clock: for their end.
    """

    def __init__(self, secret: bytes, base_url: str, clock: Clock) -> None:
        self._secret = secret
        self._base_url = base_url.rstrip("/")
        self._clock = clock

    @property
    def secure(self) -> bool:
        """Whether people reach the page by https, so that cookies are never sent without."""
        return urlsplit(self._base_url).scheme == "https"

    def link(
        self,
        user: str,
        image_id: str,
        origin: str = "page",
        *,
        team: str = "",
        thread: Thread = NOWHERE,
    ) -> str:
        """A new link; whoever opens it first can label this image in this user's name.

        Args:
            user: a user id.
            image_id: of a kept image.
            origin: from which answer; see `LabelEvent`.
            team: the workspace that the user is from.
            thread: where people are thanked; see `Link`.
        """
        until, name = int(self._clock.wall()) + LASTS, secrets.token_urlsafe(12)
        link = Link(name, user, image_id, origin, until, team, thread.channel, thread.ts)
        said = _text(json.dumps(astuple(link), separators=(",", ":")).encode())
        return f"{self._base_url}{PREFIX}{said}.{self.seal('link', said)}/"

    def read(self, token: str) -> Link:
        """What a link's token says.

        Raises:
            LinkWrong: it was not made here, or not as it is.
            LinkExpired: its time is over.
        """
        said, _, seal = token.partition(".")
        if len(token) > LONGEST or not self.sealed(seal, "link", said):
            raise LinkWrong
        link = Link(*json.loads(urlsafe_b64decode(said + "=" * (-len(said) % 4))))
        if self.left(link) <= 0:
            raise LinkExpired(minutes=LASTS // 60)
        return link

    def left(self, link: Link) -> int:
        """For how many seconds a link still works."""
        return link.until - int(self._clock.wall())

    def path(self, token: str) -> str:
        """The path of a link as a browser knows it."""
        return f"{urlsplit(self._base_url).path}{PREFIX}{token}/"

    def seal(self, purpose: str, *values: str) -> str:
        """HMAC-SHA256 of values, for one purpose and no other."""
        message = json.dumps([purpose, *values]).encode()
        return _text(hmac.digest(self._secret, message, hashlib.sha256))

    def sealed(self, seal: str, purpose: str, *values: str) -> bool:
        """Whether a seal is the one for these values; takes as long when it is not."""
        return hmac.compare_digest(seal.encode(), self.seal(purpose, *values).encode())


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
