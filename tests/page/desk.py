"""The page on a free port of this machine, with a picture and a dataset that a test can read."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from PIL import Image as Picture

from bot.core.dataset import Annotation
from bot.core.labelling import KeptImage, Mark
from bot.core.model import Image, PixelBox
from bot.page import LabelPage, Link, Links, PageServer
from tests.fake_records import FakeLabelling
from tests.fakes import FakeClock

WIDTH, HEIGHT = 600, 400
USER = "U0ADMIN001"
TRUCK = Annotation("Truck", PixelBox(40, 60, 240, 220))


@dataclass
class FakeClaims:
    """Keeps who came first."""

    claims: dict[str, tuple[str, float]] = field(default_factory=dict)

    def claim(self, link_id: str, browser: str, until: float) -> bool:
        return self.claims.setdefault(link_id, (browser, until))[0] == browser


def png(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """A picture that is light on its left and dark on its right."""
    file = io.BytesIO()
    Picture.linear_gradient("L").rotate(90).resize((width, height)).convert("RGB").save(file, "PNG")
    return file.getvalue()


@dataclass
class Desk:
    """A served page.

    Attributes:
        port: where it listens.
        image: the id of its picture, 600 × 400 pixels.
    """

    labelling: FakeLabelling = field(default_factory=FakeLabelling)
    claims: FakeClaims = field(default_factory=FakeClaims)
    clock: FakeClock = field(default_factory=FakeClock)
    port: int = 0
    image: str = ""

    @property
    def links(self) -> Links:
        return Links(b"s" * 32, f"http://127.0.0.1:{self.port}", self.clock)

    @property
    def page(self) -> LabelPage:
        return LabelPage(self.links, self.claims, self.labelling, self.save)

    def keep(self, data: bytes, name: str, width: int = WIDTH, height: int = HEIGHT) -> str:
        kept = KeptImage(Image(data, name), width, height, (0, 0), f"slack:{name}")
        return self.labelling.keep(kept, self.clock.wall())

    def save(self, link: Link, marks: tuple[Mark, ...]) -> None:
        """Keep at once what was drawn."""
        at = self.clock.wall()
        self.labelling.say(link.image, marks, who=link.user, at=at, origin=link.origin)

    def say(self, *annotations: Annotation, who: str = "U0SOMEBODY") -> None:
        """Somebody else says something about the picture."""
        marks = [Mark(each.label, each.box) for each in annotations]
        self.labelling.say(self.image, marks, who=who, at=1.0, origin="answer")

    def link(self, image: str = "") -> str:
        return self.links.link(USER, image or self.image, "R1")

    @property
    def now(self) -> Sequence[Annotation]:
        """What stands about the picture."""
        found = self.labelling.labelled(self.image)
        assert found is not None
        return found.annotations


@contextmanager
def serving() -> Iterator[Desk]:
    """A desk with a picture that nobody has labelled."""
    desk = Desk()
    desk.image = desk.keep(png(), "yard.png")
    server = PageServer(lambda *asked: desk.page(*asked), "127.0.0.1", 0)
    desk.port = server.port
    server.start()
    try:
        yield desk
    finally:
        server.stop()


def browser() -> httpx.Client:
    """Keeps cookies, as a browser does."""
    return httpx.Client(trust_env=False)


def token_in(page: str) -> str:
    """The token of the page's form."""
    return page.partition('name="token" value="')[2].partition('"')[0]


def opened(client: httpx.Client, url: str) -> httpx.Response:
    """Press “Open the picture”; what is shown then."""
    token = token_in(client.get(url).text)
    return client.post(f"{url}open", data={"token": token}, follow_redirects=True)
