"""Which browser asks: the one that opened a link keeps it, by a cookie that nobody else has.

Until a link is opened, a browser has the cookie `rekog_start`, which proves nothing but that the
button was pressed in the browser that was shown it. From then on it has `rekog_browser`: a random
value with a seal that is only given to the browser whose claim was accepted.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie

from bot.core.claims import Claims
from bot.core.errors import LinkNotOpened, LinkTaken
from bot.page.links import Link, Links

START = "rekog_start"
BROWSER = "rekog_browser"
_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")


class Browsers:
    """Tells browsers apart.

    Args:
        links: for seals.
        claims: who opened which link.
    """

    def __init__(self, links: Links, claims: Claims) -> None:
        self._links = links
        self._claims = claims

    def greet(self, link: Link) -> tuple[str, str]:
        """A new value for the cookie `rekog_start`, and the token of the button's form."""
        value = secrets.token_urlsafe(32)
        return value, self._links.seal("open", link.id, value)

    def claim(self, link: Link, cookies: str, token: str) -> str:
        """Take a link for a browser; the value of its cookie `rekog_browser`.

        Raises:
            LinkNotOpened: the button was not pressed in the browser that was shown it.
            LinkTaken: another browser has it.
        """
        sent = read_cookies(cookies)
        start = sent.get(START, "")
        if not self._links.sealed(token, "open", link.id, start) or not _VALUE.fullmatch(start):
            raise LinkNotOpened
        browser = self._known(link, cookies) or secrets.token_urlsafe(32)
        if not self._claims.claim(link.id, browser, float(link.until)):
            raise LinkTaken
        return f"{browser}.{self._links.seal('browser', link.id, browser)}"

    def has(self, link: Link, cookies: str) -> bool:
        """Whether this browser opened the link."""
        return bool(self._known(link, cookies))

    def token(self, link: Link, cookies: str) -> str:
        """What a page of this browser sends along with what it saves.

        Raises:
            LinkNotOpened: this browser did not open the link.
        """
        browser = self._known(link, cookies)
        if not browser:
            raise LinkNotOpened
        return self._links.seal("save", link.id, browser)

    def check(self, link: Link, cookies: str, token: str) -> None:
        """See that a page of this browser sends this.

        Raises:
            LinkNotOpened: it does not.
        """
        self.token(link, cookies)
        if not self._links.sealed(token, "save", link.id, self._known(link, cookies)):
            raise LinkNotOpened

    def _known(self, link: Link, cookies: str) -> str:
        browser, _, seal = read_cookies(cookies).get(BROWSER, "").partition(".")
        return browser if self._links.sealed(seal, "browser", link.id, browser) else ""


def read_cookies(header: str) -> dict[str, str]:
    """The cookies that a browser sent, by name; none when they cannot be read."""
    jar = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
