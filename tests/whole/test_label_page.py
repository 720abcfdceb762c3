"""Boxes are drawn on the page that a form leads to, and Slack says thank you."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.sandbox.slack import ADMIN, GENERAL, MEMBER, SlackStandIn, Upload
from bot.store import Database
from bot.store.labelling import StoredLabelling
from tests.listeners.classroom import button
from tests.page.desk import browser, opened, token_in
from tests.whole.conftest import QUICK, Start, Whole
from tests.whole.pictures import ASTRONAUT
from tests.whole.test_correcting import form

PHOTO = Upload("astronaut.png", ASTRONAUT)
MISSION = {"label": "Shuttle", "box": [330, 20, 420, 200]}


def free_port() -> int:
    """Of this machine; nobody else is told of it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def link_of(whole: Whole, user: str) -> tuple[str, str]:
    """Post a picture, press Correct; the link in the form, and the post."""
    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    (answer,) = whole.answers(GENERAL, ts)
    whole.slack.click(GENERAL, user, answer["ts"], button(answer, "Correct"))
    links = [
        block["accessory"]["url"]
        for block in form(whole, user)["blocks"]
        if block.get("accessory", {}).get("url")
    ]
    return str(links[0]), ts


def direct(whole: Whole, user: str) -> dict[str, Any]:
    """What the bot tells somebody directly, once it does."""
    channel = f"D0{user[2:]}"

    def look() -> list[dict[str, Any]]:
        known = channel in whole.slack.hub.workspace.channels
        return whole.slack.said(channel) if known else []

    return whole.slack.wait_for(look)[-1]


def settings_for(slack: SlackStandIn, way: str, folder: Path) -> dict[str, str]:
    port = free_port()
    shared = {
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{folder / 'page.db'}",
    }
    signed = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": slack.signing_secret}
    return shared if way == "socket" else {**shared, **signed}


@pytest.mark.parametrize("way", ["socket", "http"])
def test_boxes_are_drawn(start: Start, tmp_path: Path, way: str) -> None:
    """The link opens in one browser; what is drawn there is learned, thanked for, and undone."""
    slack = SlackStandIn(timing=QUICK)
    settings = settings_for(slack, way, tmp_path)
    whole = start(slack, **settings)
    if way == "http":
        whole.slack.use_http(f"{settings['PUBLIC_URL']}/slack/events")

    link, _ = link_of(whole, MEMBER)
    with browser() as mine, browser() as others:
        page = opened(mine, link)
        state = mine.get(f"{link}state").json()
        picture = mine.get(f"{link}image")
        token = token_in(others.get(link).text)
        stranger = others.post(f"{link}open", data={"token": token}, follow_redirects=True)
        taken = others.get(f"{link}image")
        forged = others.get(f"{link[:-4]}AAA/")
        saved = mine.post(
            f"{link}save",
            json={"base": state["annotations"], "now": [MISSION], "nothing": False},
            headers={"X-Rekog-Token": state["token"]},
        )
    thanked = direct(whole, MEMBER)
    database = Database(settings["DATABASE_URL"])
    database.open()
    learned = StoredLabelling(database).dataset().labels
    whole.slack.click(f"D0{MEMBER[2:]}", MEMBER, thanked["ts"], button(thanked, "Undo"))
    whole.slack.wait_for(lambda: "took this back" in direct(whole, MEMBER)["text"])
    left = StoredLabelling(database).dataset().labels
    database.close()

    assert page.status_code == 200
    assert picture.headers["Content-Type"].startswith("image/")
    assert "belongs to somebody else" in stranger.text
    assert taken.status_code == 403
    assert forged.status_code == 403
    assert saved.status_code == 200, saved.text
    assert thanked["text"] == f"Thank you, <@{MEMBER}>: Shuttle at a box."
    assert learned == ("Shuttle",)
    assert left == ()


def test_without_an_address_no_page_is_offered(whole: Whole) -> None:
    """A bot that browsers do not reach offers no link, and says what to do instead."""
    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    (answer,) = whole.answers(GENERAL, ts)
    whole.slack.click(GENERAL, ADMIN, answer["ts"], button(answer, "Correct"))
    shown = form(whole, ADMIN)

    assert "url" not in str(shown["blocks"][1:])
    assert "Boxes cannot be drawn in Slack" in str(shown)


def test_the_page_of_another_bot(start: Start, tmp_path: Path) -> None:
    """A link is worth nothing to a bot with another token."""
    slack = SlackStandIn(timing=QUICK)
    settings = settings_for(slack, "socket", tmp_path)
    start(slack, **settings)
    strange = f"{settings['PUBLIC_URL']}/label/eyJ4IjoxfQ.c2VhbA/"

    assert httpx.get(strange, trust_env=False).status_code == 403
