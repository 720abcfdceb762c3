"""Who opened a link first has it, also with several processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.core.labelling import KeptImage, Mark
from bot.core.model import Image
from bot.store import Database, forget_before
from bot.store.claims import StoredClaims
from bot.store.labelling import StoredLabelling


def test_one_browser_wins(database: Database) -> None:
    """Of browsers that open a link at once exactly one has it, for good."""
    claims = StoredClaims(database)
    browsers = [f"browser {number}" for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda browser: claims.claim("link", browser, 10.0), browsers))
    again = [claims.claim("link", browser, 10.0) for browser in browsers]

    assert won.count(True) == 1
    assert again == won


def test_claims_and_unsaid_pictures_are_forgotten(database: Database) -> None:
    """Links that ended are forgotten, and pictures shown long ago about which nobody spoke."""
    claims, labelling = StoredClaims(database), StoredLabelling(database)
    claims.claim("old", "one", 10.0)
    claims.claim("new", "one", 30.0)
    said, unsaid, shown_again = (
        labelling.keep(KeptImage(Image(data, "a.png"), 1, 1, (number << 40, 7), name), 5.0)
        for number, (data, name) in enumerate(
            [(b"said", "slack:1"), (b"unsaid", "slack:2"), (b"again", "slack:3")]
        )
    )
    labelling.keep(KeptImage(Image(b"again", "a.png"), 1, 1, (2 << 40, 7), "slack:3"), 25.0)
    labelling.say(said, [Mark("Cat")], who="U1", at=6.0, origin="test")

    forget_before(database, 20.0)

    assert claims.claim("old", "other", 40.0)
    assert not claims.claim("new", "other", 40.0)
    assert labelling.image(said) is not None
    assert labelling.image(unsaid) is None
    assert labelling.image(shown_again) is not None
