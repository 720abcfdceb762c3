"""Boxes are drawn on the page that a form leads to, and the thread says thank you."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, SlackStandIn, Upload
from bot.store import Database
from bot.store.labelling import StoredLabelling
from tests.listeners.classroom import button
from tests.page.desk import browser, opened
from tests.whole.conftest import QUICK, Start, Whole, environment, running
from tests.whole.pictures import ASTRONAUT, CAT
from tests.whole.test_correcting import form, thanks

ASTRONAUT_PHOTO = Upload("astronaut.png", ASTRONAUT)
OTHER_PHOTO = Upload("cat.png", CAT)
SHUTTLE = {"label": "Shuttle", "box": [330, 20, 420, 200]}
WAYS = pytest.mark.parametrize("way", ["socket", "http"])


def settings_for(slack: SlackStandIn, way: str, folder: Path) -> dict[str, str]:
    """Of a bot that browsers reach, and that Slack reaches by Socket Mode or by signed HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    shared = {
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{folder / 'page.db'}",
    }
    signed = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": slack.signing_secret}
    return shared if way == "socket" else {**shared, **signed}


class Paged:
    """A bot with the page."""

    def __init__(self, start: Start, way: str, folder: Path) -> None:
        slack = SlackStandIn(timing=QUICK)
        self.settings = settings_for(slack, way, folder)
        self.whole = start(slack, **self.settings)
        if way == "http":
            self.whole.slack.use_http(f"{self.settings['PUBLIC_URL']}/slack/events")

    def link(self, user: str = MEMBER, photo: Upload = ASTRONAUT_PHOTO) -> tuple[str, str]:
        """Post a picture and press Correct: the link in the form, and the post."""
        return link_of(self.whole, user, photo)

    @contextmanager
    def labelling(self) -> Iterator[StoredLabelling]:
        """What is kept."""
        database = Database(self.settings["DATABASE_URL"])
        database.open()
        yield StoredLabelling(database)
        database.close()

    def learned(self) -> list[tuple[str, object]]:
        """Labels and their boxes."""
        with self.labelling() as labelling:
            return [
                (each.label, each.box and list(astuple(each.box)))
                for image in labelling.dataset().images
                for each in image.annotations
            ]


def link_of(whole: Whole, user: str, photo: Upload = ASTRONAUT_PHOTO) -> tuple[str, str]:
    """Post a picture and press Correct: the link in the form, and the post."""
    ts = whole.slack.post(GENERAL, ADMIN, files=[photo])
    (answer,) = whole.answers(GENERAL, ts)
    whole.slack.click(GENERAL, user, answer["ts"], button(answer, "Correct"))
    accessories = [each.get("accessory") or {} for each in form(whole, user)["blocks"]]
    (draw,) = [each for each in accessories if each.get("url")]
    assert draw["text"]["text"] == "Draw boxes"
    return str(draw["url"]), ts


def save(client: httpx.Client, link: str, *now: dict[str, Any]) -> httpx.Response:
    """Leave these behind, as the page's script sends it."""
    state = client.get(f"{link}state").json()
    return client.post(
        f"{link}save",
        json={"base": state["annotations"], "now": now, "nothing": False},
        headers={"X-Rekog-Token": state["token"]},
    )


@pytest.fixture
def paged(start: Start, tmp_path: Path) -> Paged:
    """A bot that Slack reaches by Socket Mode."""
    return Paged(start, "socket", tmp_path)


@WAYS
def test_boxes_are_drawn(start: Start, tmp_path: Path, way: str) -> None:
    """What is drawn on the page is learned, the thread says thank you, and Undo takes it back."""
    paged = Paged(start, way, tmp_path)
    link, ts = paged.link()

    with browser() as mine:
        page = opened(mine, link)
        picture = mine.get(f"{link}image")
        saved = save(mine, link, SHUTTLE)
    learned = paged.learned()
    slack = paged.whole.slack
    thanked = thanks(paged.whole, ts)
    slack.click(GENERAL, MEMBER, thanked["ts"], button(thanked, "Undo"))
    slack.wait_for(lambda: "took this back" in str(slack.replies(GENERAL, ts)))

    assert page.status_code == 200
    assert picture.headers["Content-Type"].startswith("image/")
    assert (saved.status_code, saved.json()["annotations"]) == (200, [SHUTTLE])
    assert thanked["text"] == f"Thank you, <@{MEMBER}>: Shuttle at a box."
    assert learned == [("Shuttle", SHUTTLE["box"])]
    assert paged.learned() == []


@WAYS
def test_the_link_of_somebody_else(start: Start, tmp_path: Path, way: str) -> None:
    """In another person's browser a link that was opened shows nothing and saves nothing."""
    paged = Paged(start, way, tmp_path)
    link, _ = paged.link()

    with browser() as mine, browser() as others:
        opened(mine, link)
        refused = opened(others, link)
        token = mine.get(f"{link}state").json()["token"]
        tried = others.post(
            f"{link}save",
            json={"base": [], "now": [SHUTTLE], "nothing": False},
            headers={"X-Rekog-Token": token},
        )
        seen = [others.get(f"{link}{what}").status_code for what in ("state", "image")]

    assert "belongs to somebody else" in refused.text
    assert (refused.status_code, seen, tried.status_code) == (403, [403, 403], 403)
    assert paged.learned() == []


def test_a_link_is_for_one_picture(paged: Paged) -> None:
    """Whoever opened one picture cannot get at another one with what they were given for it."""
    link, _ = paged.link()
    other, _ = paged.link(ADMIN, OTHER_PHOTO)

    with browser() as mine:
        opened(mine, link)
        cookies = "; ".join(f"{each.name}={each.value}" for each in mine.cookies.jar)
        state = mine.get(f"{link}state").json()
    tried = httpx.post(
        f"{other}save",
        json={"base": [], "now": [SHUTTLE], "nothing": False},
        headers={"X-Rekog-Token": state["token"], "Cookie": cookies},
        trust_env=False,
    )
    seen = httpx.get(f"{other}image", headers={"Cookie": cookies}, trust_env=False)

    assert state["name"] == "astronaut.png"
    assert (seen.status_code, tried.status_code) == (403, 403)
    assert paged.learned() == []


def test_a_link_that_ended(paged: Paged, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link whose time is over says so, and how to get another one."""
    monkeypatch.setattr("bot.page.links.LASTS", 0)
    link, _ = paged.link()

    answer = httpx.get(link, trust_env=False)

    assert answer.status_code == 410
    assert "Ask for a new one with Correct" in answer.text


def test_a_link_that_was_made_elsewhere(paged: Paged) -> None:
    """A link that this bot did not sign is refused."""
    strange = f"{paged.settings['PUBLIC_URL']}/label/eyJ4IjoxfQ.c2VhbA/"

    assert httpx.get(strange, trust_env=False).status_code == 403


def test_a_guest_gets_no_link(paged: Paged) -> None:
    """Who may not teach is told so in the form's place, and has nothing to follow."""
    slack = paged.whole.slack
    ts = slack.post(GENERAL, ADMIN, files=[ASTRONAUT_PHOTO])
    (answer,) = paged.whole.answers(GENERAL, ts)

    slack.click(GENERAL, GUEST, answer["ts"], button(answer, "Correct"))
    view = form(paged.whole, GUEST)

    assert "may teach me" in str(view["blocks"])
    assert "/label/" not in str(view)


@pytest.mark.usefixtures("start")
def test_links_outlive_a_restart(weights: Path, tmp_path: Path) -> None:
    """Who drew while the bot was started again saves as if nothing had been."""
    with SlackStandIn(timing=QUICK) as slack, browser() as mine, browser() as others:
        settings = environment(slack, weights, **settings_for(slack, "socket", tmp_path))
        with running(slack, settings) as bot:
            link, ts = link_of(Whole(slack, bot), MEMBER)
            opened(mine, link)
        with pytest.raises(httpx.ConnectError):
            mine.get(link)
        with running(slack, settings) as bot:
            saved = save(mine, link, SHUTTLE)
            refused = opened(others, link)
            thanked = thanks(Whole(slack, bot), ts)

    assert saved.status_code == 200
    assert "belongs to somebody else" in refused.text
    assert "Shuttle" in thanked["text"]


def test_without_an_address_no_page_is_offered(whole: Whole) -> None:
    """A bot that browsers do not reach offers no link, and says what to do instead."""
    ts = whole.slack.post(GENERAL, ADMIN, files=[ASTRONAUT_PHOTO])
    (answer,) = whole.answers(GENERAL, ts)
    whole.slack.click(GENERAL, ADMIN, answer["ts"], button(answer, "Correct"))
    shown = form(whole, ADMIN)

    assert "url" not in str(shown["blocks"][1:])
    assert "Boxes cannot be drawn in Slack" in str(shown)
