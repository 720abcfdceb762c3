"""Links to the page."""

from __future__ import annotations

import pytest

from bot.core.errors import LinkExpired, LinkWrong
from bot.page.links import LASTS, Links
from tests.fakes import FakeClock

IMAGE = "ab" * 32
BASE = "https://rekog.example.org"


def links(clock: FakeClock | None = None, secret: bytes = b"s" * 32, base: str = BASE) -> Links:
    return Links(secret, base, clock or FakeClock())


def token(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def test_a_link_says_what_it_was_made_for() -> None:
    """A link leads one person to one image, from one answer, for half an hour."""
    clock = FakeClock()
    link = links(clock).read(token(links(clock).link("U1", IMAGE, "R1")))

    assert (link.user, link.image, link.origin) == ("U1", IMAGE, "R1")
    assert link.until == clock.wall() + 30 * 60


def test_a_link_stands_below_the_public_url() -> None:
    """The link begins with where people reach the page, with or without a path, and is short."""
    plain, deeper = links().link("U1", IMAGE), links(base=f"{BASE}/team/").link("U1", IMAGE)

    assert plain.startswith(f"{BASE}/label/")
    assert deeper.startswith(f"{BASE}/team/label/")
    assert len(plain) < 400
    assert links(base=f"{BASE}/team/").path("T") == "/team/label/T/"


def test_no_two_links_are_the_same() -> None:
    """Each link is of its own, so that one person's can be taken without the other's."""
    same = links()

    assert (
        same.read(token(same.link("U1", IMAGE))).id != same.read(token(same.link("U1", IMAGE))).id
    )


def test_an_old_link() -> None:
    """A link works until its last second and no longer."""
    clock = FakeClock()
    made = token(links(clock).link("U1", IMAGE))
    clock.sleep(LASTS - 1)
    assert links(clock).read(made).user == "U1"
    clock.sleep(1)

    with pytest.raises(LinkExpired, match="30 minutes"):
        links(clock).read(made)


@pytest.mark.parametrize("text", ["", ".", "x", "a.b", "é.ü", "[].x", "x" * 5000])
def test_what_is_no_link(text: str) -> None:
    """What was never a link is refused, whatever it is."""
    with pytest.raises(LinkWrong):
        links().read(text)


def test_a_changed_link() -> None:
    """A link that was changed in any place is refused."""
    made = token(links().link("U1", IMAGE))

    for place in range(len(made)):
        other = "A" if made[place] != "A" else "B"
        with pytest.raises(LinkWrong):
            links().read(made[:place] + other + made[place + 1 :])


def test_the_half_of_another_link() -> None:
    """The signature of one link does not hold for another image."""
    one, other = token(links().link("U1", IMAGE)), token(links().link("U1", "cd" * 32))

    with pytest.raises(LinkWrong):
        links().read(f"{one.partition('.')[0]}.{other.partition('.')[2]}")


def test_a_link_of_somebody_else() -> None:
    """A link that was made with another secret is refused."""
    with pytest.raises(LinkWrong):
        links().read(token(links(secret=b"t" * 32).link("U1", IMAGE)))


def test_a_seal_holds_for_one_purpose() -> None:
    """What is sealed for one purpose is worth nothing for another."""
    seal = links().seal("open", "L1", "x")

    assert links().sealed(seal, "open", "L1", "x")
    assert not links().sealed(seal, "save", "L1", "x")
    assert not links().sealed(seal, "open", "L1x", "")
