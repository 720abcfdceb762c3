"""The real bot behind the page on which boxes are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.core.dataset import Annotation
from bot.core.model import PixelBox
from bot.sandbox.slack import MEMBER, SlackStandIn
from bot.store import Database
from bot.store.labelling import StoredLabelling
from tests.browser.conftest import OpenPage
from tests.browser.drawing import Sheet, near
from tests.whole.conftest import QUICK, Whole, environment, running
from tests.whole.test_correcting import thanks
from tests.whole.test_label_page import link_of, settings_for

pytestmark = pytest.mark.browser

ASTRONAUT_WIDTH = 512


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Whole]:
    """A bot in Socket Mode that serves the page.

    It lives in another thread, since the browser's event loop runs in this one.
    """
    with SlackStandIn(timing=QUICK) as slack, ThreadPoolExecutor(1) as elsewhere:
        settings = environment(slack, tmp_path, **settings_for(slack, "socket", tmp_path))
        bot = running(slack, settings)
        yield Whole(slack, elsewhere.submit(bot.__enter__).result())
        elsewhere.submit(bot.__exit__, None, None, None).result()


def test_from_correct_to_the_dataset(whole: Whole, open_page: OpenPage, tmp_path: Path) -> None:
    """Who follows the link and draws a box has taught it, is thanked, and sees it saved."""
    link, ts = link_of(whole, MEMBER)
    sheet = Sheet(open_page(link), ASTRONAUT_WIDTH)
    sheet.drag((330, 20), (420, 200))
    sheet.name("Shuttle")
    sheet.save()

    database = Database(f"sqlite:///{tmp_path / 'page.db'}")
    database.open()
    (image,) = StoredLabelling(database).dataset().images
    database.close()
    assert near(image.annotations, Annotation("Shuttle", PixelBox(330, 20, 420, 200)))
    assert "Shuttle at a box" in thanks(whole, ts)["text"]
