"""Who gets to see a picture: over HTTP, as browsers and those who are none ask."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.page import LabelPage, Links
from bot.page.links import LASTS
from bot.page.replies import STATIC
from tests.fake_records import FakeLabelling
from tests.fakes import FakeClock
from tests.page.desk import Desk, FakeClaims, opened, png, token_in

OF_SOMEBODY_ELSE = "This link belongs to somebody else; ask for one of your own with Correct"
INSIDE = ("", "state", "image")


def test_looking_at_a_link_claims_nothing(desk: Desk, client: httpx.Client) -> None:
    """A preview that only looks sees a button, not the picture, and leaves the link free."""
    url = desk.link()
    for method in ("GET", "HEAD"):
        client.request(method, url)
    page = client.get(url)

    assert "Open the picture" in page.text
    assert "yard.png" not in page.text
    assert desk.image not in page.text
    assert desk.claims.claims == {}
    assert client.head(url).content == b""


def test_the_button_opens_the_picture(desk: Desk, client: httpx.Client) -> None:
    """Who presses the button gets the page, the picture, and what is known of it."""
    url = desk.link()
    page = opened(client, url)

    assert page.status_code == 200
    assert 'id="stage"' in page.text
    assert client.get(f"{url}image").content == png()
    assert client.get(f"{url}image").headers["Content-Type"] == "image/png"
    assert client.get(f"{url}state").json()["name"] == "yard.png"


def test_a_jpeg_is_called_one(desk: Desk, client: httpx.Client) -> None:
    """Kept pictures that are no PNG are JPEGs."""
    url = desk.link(desk.keep(b"\xff\xd8\xff\xe0", "one.jpg"))
    opened(client, url)

    assert client.get(f"{url}image").headers["Content-Type"] == "image/jpeg"


def test_the_link_may_be_opened_again(desk: Desk, client: httpx.Client) -> None:
    """The same browser may come back from Slack, which sends it without its cookie at first."""
    url = desk.link()
    opened(client, url)
    coming = httpx.get(url, trust_env=False)
    client.cookies.extract_cookies(coming)
    token = token_in(coming.text)
    again = client.post(f"{url}open", data={"token": token}, follow_redirects=True)

    assert 'id="stage"' in again.text
    assert len(desk.claims.claims) == 1


def test_another_browser_cannot_open_it(
    desk: Desk, client: httpx.Client, stranger: httpx.Client
) -> None:
    """A link that was opened is of no use to anybody else, who is told what to do."""
    url = desk.link()
    opened(client, url)
    refused = opened(stranger, url)

    assert refused.status_code == 403
    assert OF_SOMEBODY_ELSE in refused.text
    assert [stranger.get(url + what).status_code for what in INSIDE] == [200, 403, 403]
    assert "Open the picture" in stranger.get(url).text


def test_two_browsers_at_once(desk: Desk, client: httpx.Client, stranger: httpx.Client) -> None:
    """Of two that were shown the button, only the first to press it gets in."""
    url = desk.link()
    tokens = [token_in(each.get(url).text) for each in (client, stranger)]
    answers = [
        each.post(f"{url}open", data={"token": token}).status_code
        for each, token in zip((client, stranger), tokens, strict=True)
    ]

    assert answers == [303, 403]


def test_the_cookie_of_one_link_is_of_no_use_for_another(
    desk: Desk, client: httpx.Client, stranger: httpx.Client
) -> None:
    """Who opened a picture cannot see another one with its cookie."""
    one, other = desk.link(), desk.link(desk.keep(png(50, 50), "other.png", 50, 50))
    opened(client, one)
    cookies = "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar)
    answers = [stranger.get(other + what, headers={"Cookie": cookies}) for what in INSIDE]

    assert "Open the picture" in answers[0].text
    assert [answer.status_code for answer in answers[1:]] == [403, 403]


def test_a_token_is_of_one_browser(
    desk: Desk, client: httpx.Client, stranger: httpx.Client
) -> None:
    """The button of a page that another browser was shown opens nothing."""
    url = desk.link()
    token = token_in(client.get(url).text)
    stranger.get(url)

    for fields in ({"token": token}, {"token": ""}, {}):
        assert stranger.post(f"{url}open", data=fields).status_code == 403
    assert httpx.post(f"{url}open", data={"token": token}, trust_env=False).status_code == 403
    assert desk.claims.claims == {}


def test_a_made_up_cookie(desk: Desk, client: httpx.Client) -> None:
    """A cookie that was not given out here is none."""
    url = desk.link()
    opened(client, url)
    for cookie in ("rekog_browser=x.y", "rekog_browser=" + "a" * 43, "rekog_browser", "=;=,"):
        answer = httpx.get(f"{url}state", headers={"Cookie": cookie}, trust_env=False)

        assert answer.status_code == 403
        assert "not open in this browser" in answer.json()["error"]


def test_an_old_link(desk: Desk, client: httpx.Client) -> None:
    """After half an hour nothing of a link works any more, opened or not."""
    url = desk.link()
    opened(client, url)
    desk.clock.sleep(LASTS)
    answers = [client.get(url + what) for what in INSIDE]

    assert [answer.status_code for answer in answers] == [410, 410, 410]
    assert "expired" in answers[0].text
    assert client.post(f"{url}open").status_code == 410
    assert client.post(f"{url}save").status_code == 410


@pytest.mark.parametrize("what", ["", "state", "image"])
def test_a_forged_link(desk: Desk, client: httpx.Client, what: str) -> None:
    """A link with another signature says that it does not work, and nothing else."""
    url = desk.link()
    forged = url.replace("/label/", "/label/x") + what
    answer = client.get(forged)

    assert answer.status_code == 403
    assert "does not work" in answer.text
    assert not re.search(r"signature|hmac|Traceback|U0ADMIN", answer.text, re.IGNORECASE)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/label",
        "/label/",
        "/label/%0d%0aX:y",
        "/label/static/",
        "/label/static/../links.py",
        "/favicon.ico",
    ],
)
def test_other_paths(desk: Desk, client: httpx.Client, path: str) -> None:
    """There is nothing at other paths, and no file but the page's own."""
    assert client.get(f"http://127.0.0.1:{desk.port}{path}").status_code in (403, 404)


def test_a_link_without_its_last_slash(desk: Desk, client: httpx.Client) -> None:
    """A link whose last slash was lost on the way leads to the same page."""
    url = desk.link()
    answer = client.get(url.rstrip("/"), follow_redirects=True)

    assert str(answer.url) == url
    assert client.get(url.rstrip("/") + "x").status_code == 403


def test_other_methods(desk: Desk, client: httpx.Client) -> None:
    """What is not asked as it should be is not there."""
    url = desk.link()

    assert client.get(f"{url}open").status_code == 404
    assert client.delete(url).status_code == 404


def test_an_image_that_was_forgotten(desk: Desk, client: httpx.Client) -> None:
    """A picture that is not kept any more is gone, and the page says so."""
    url = desk.link()
    desk.labelling.images.clear()
    page = opened(client, url)

    assert page.status_code == 410
    assert "not among the labelled ones any more" in page.text
    assert client.get(f"{url}state").status_code == 410


def test_every_answer_has_strict_headers(desk: Desk, client: httpx.Client) -> None:
    """No answer runs foreign or inline scripts, is framed, kept, or tells its address."""
    url = desk.link()
    opened(client, url)
    paths = ["", "state", "image", "nowhere", "../static/label.js", "../static/label.css"]

    for answer in [client.get(url + path) for path in paths]:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["label.html", "start.html", "plain.html"])
def test_no_page_has_inline_scripts_or_styles(name: str) -> None:
    """Scripts and styles are files, as the policy wants it."""
    text = (STATIC / name).read_text(encoding="utf-8")

    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", text)


@pytest.mark.parametrize(("base", "secure"), [("https://x.example", True), ("http://x", False)])
def test_the_cookies(base: str, secure: bool) -> None:
    """Cookies are for this link alone, no script, no other site, and https where there is one."""
    clock = FakeClock()
    links = Links(b"s" * 32, base, clock)
    page = LabelPage(links, FakeClaims(), FakeLabelling(), lambda link, marks: None)
    path = links.link("U1", "i").removeprefix(base)
    transport = httpx.WSGITransport(app=page)
    with httpx.Client(transport=transport, base_url=base) as client:
        cookie = client.get(path).headers["Set-Cookie"]

    assert f"Path={path};" in cookie
    assert "Max-Age=1800; HttpOnly; SameSite=Strict" in cookie
    assert ("; Secure" in cookie) is secure


def test_a_fault_says_nothing_of_itself(desk: Desk, client: httpx.Client) -> None:
    """What goes wrong inside is told with a reference and no detail."""
    url = desk.link()
    opened(client, url)
    desk.labelling.images[desk.image] = None  # type: ignore[assignment]
    answer = client.get(f"{url}state")

    assert answer.status_code == 500
    assert re.search(r"reference: [0-9a-f]{8}\.", answer.json()["error"])
    assert "NoneType" not in answer.text
