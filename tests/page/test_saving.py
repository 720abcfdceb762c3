"""What is sent to be saved, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from bot.core.dataset import Annotation
from bot.core.labelling import Mark
from bot.core.model import PixelBox
from bot.page.requests import MAX_BODY_BYTES
from tests.page.desk import HEIGHT, TRUCK, USER, WIDTH, Desk, opened, png

CAR = {"label": "Car", "box": [300, 100, 420, 200]}
DRAWN_CAR = Annotation("Car", PixelBox(300, 100, 420, 200))
DAY = {"label": "Day", "box": None}


class Page:
    """A page that was opened in a browser."""

    def __init__(self, desk: Desk, client: httpx.Client, url: str = "") -> None:
        self.url = url or desk.link()
        self._client = client
        opened(client, self.url)
        self.state: dict[str, Any] = client.get(f"{self.url}state").json()

    def post(self, content: object, **headers: str) -> httpx.Response:
        always = {"X-Rekog-Token": self.state["token"], "Content-Type": "application/json"}
        body = json.dumps(content)
        return self._client.post(f"{self.url}save", content=body, headers=always | headers)

    def save(self, now: Sequence[object], nothing: object = False) -> httpx.Response:
        content = {"base": self.state["annotations"], "now": now, "nothing": nothing}
        return self.post(content)

    def refused(self, now: Sequence[object], nothing: object = False) -> str:
        """The sentence."""
        answer = self.save(now, nothing)
        assert answer.status_code in (409, 422)
        sentence: str = answer.json()["error"]
        return sentence


@pytest.fixture
def page(desk: Desk, client: httpx.Client) -> Page:
    """Of a picture in which somebody has marked a truck."""
    desk.say(TRUCK)
    return Page(desk, client)


def test_what_the_page_is_told(desk: Desk, page: Page) -> None:
    """The page knows the picture, what is marked, the known labels, and how long it has."""
    state = page.state

    assert (state["name"], state["width"], state["height"]) == ("yard.png", WIDTH, HEIGHT)
    assert state["annotations"] == [{"label": "Truck", "box": [40, 60, 240, 220]}]
    assert (state["labels"], state["nothing"], state["left"]) == (["Truck"], False, 1800)


def test_a_drawn_box_is_saved(desk: Desk, page: Page) -> None:
    """What was drawn is said in the person's name, from the answer that the link was for."""
    answer = page.save([*page.state["annotations"], CAR, DAY])
    car, day = desk.labelling.events(desk.image)[1:]

    assert answer.status_code == 200
    assert answer.json()["annotations"][1:] == [CAR, DAY]
    assert (car.mark, day.mark) == (Mark("Car", DRAWN_CAR.box), Mark("Day"))
    assert (car.who, car.origin, car.at) == (USER, "R1", desk.clock.wall())


def test_only_what_changed_is_saved(desk: Desk, page: Page) -> None:
    """What somebody else drew meanwhile stays, and is shown after saving."""
    owl = Annotation("Owl", PixelBox(500, 300, 560, 380))
    desk.say(owl)
    answer = page.save([CAR])

    assert set(desk.now) == {owl, DRAWN_CAR}
    assert len(answer.json()["annotations"]) == 2


def test_saving_twice(desk: Desk, page: Page) -> None:
    """What is sent again, since its answer was lost, is kept once."""
    first, second = page.save([CAR]), page.save([CAR])

    assert (first.status_code, second.status_code) == (200, 200)
    assert len(desk.labelling.events(desk.image)) == 3


def test_nothing_here(desk: Desk, page: Page) -> None:
    """“Nothing here” makes the picture a negative, once, and the page shows it ticked."""
    answer = page.save([], nothing=True)
    page.save([], nothing=True)

    assert answer.json()["nothing"] is True
    assert desk.now == ()
    assert [event.mark for event in desk.labelling.events(desk.image)][1:] == [Mark("")]


def test_nothing_here_does_not_overwrite(desk: Desk, page: Page) -> None:
    """Who has not seen what somebody else drew meanwhile cannot say that nothing is there."""
    desk.say(DRAWN_CAR)
    sentence = page.refused([], nothing=True)

    assert "Somebody else has labelled this picture" in sentence
    assert set(desk.now) == {TRUCK, DRAWN_CAR}


def test_a_picture_that_nobody_labelled(desk: Desk, client: httpx.Client) -> None:
    """A picture without labels is a negative only when somebody has said so."""
    page = Page(desk, client)
    assert page.state["nothing"] is False
    page.save([], nothing=True)

    assert [image.id for image in desk.labelling.dataset().images] == [desk.image]


@pytest.mark.parametrize(
    ("now", "nothing", "words"),
    [
        ([], False, "Nothing is marked"),
        ([CAR], True, "You ticked “Nothing here”"),
        ([CAR | {"label": "  "}], False, "A label needs a name"),
        ([CAR | {"label": "x" * 101}], False, "up to 100 characters"),
        ([DAY | {"label": "a\nb"}], False, "cannot be seen"),
        ([CAR | {"label": "\ud800"}], False, "cannot be seen"),
        ([CAR | {"box": [-1, 0, 10, 10]}], False, "does not lie within the picture"),
        ([CAR | {"box": [0, 0, WIDTH + 1, 10]}], False, "does not lie within the picture"),
        ([CAR | {"box": [0, 0, 10, HEIGHT + 1]}], False, "does not lie within the picture"),
        ([CAR | {"box": [10, 0, 10, 10]}], False, "does not lie within the picture"),
        ([CAR | {"box": [0, 10, 10, 9]}], False, "does not lie within the picture"),
        ([CAR, CAR | {"label": "Van"}], False, "“Car” and “Van” lie on nearly the same place"),
        (
            [CAR | {"box": [x, 0, x + 9, 9]} for x in range(0, 510, 10)],
            False,
            "51 boxes",
        ),
        ([CAR] * 501, False, "could not read what was sent"),
        ([CAR | {"box": [0, 0, 1.5, 2]}], False, "could not read what was sent"),
        ([CAR | {"box": [0, 0, True, 2]}], False, "could not read what was sent"),
        ([CAR | {"box": [0, 0, 1]}], False, "could not read what was sent"),
        ([CAR | {"label": 1}], False, "could not read what was sent"),
        (["Car"], False, "could not read what was sent"),
        ([CAR], "no", "could not read what was sent"),
    ],
)
def test_what_cannot_be_saved(
    desk: Desk, page: Page, now: list[object], nothing: object, words: str
) -> None:
    """The server looks at all of it again, says in a sentence what is wrong, and saves nothing."""
    assert words in page.refused(now, nothing)
    assert desk.now == (TRUCK,)


def test_the_most_that_can_be_saved(desk: Desk, page: Page) -> None:
    """Fifty boxes of a hundred characters each are saved, down to a single pixel."""
    label = "\U0001f69a" * 100
    boxes = [{"label": label, "box": [x, 0, x + 1, 1]} for x in range(0, 500, 10)]

    assert page.save(boxes).status_code == 200
    assert len(desk.now) == 50


def test_others_boxes_count(desk: Desk, page: Page) -> None:
    """Two people together draw no more than fifty, either."""
    desk.say(*(Annotation("Car", PixelBox(x, 300, x + 9, 310)) for x in range(0, 490, 10)))
    sentence = page.refused([*page.state["annotations"], CAR])

    assert "51 boxes" in sentence


@pytest.mark.parametrize("content", [[], {}, "x", None, {"base": [], "now": 1, "nothing": False}])
def test_what_is_no_drawing(desk: Desk, page: Page, content: object) -> None:
    """What the page would never send is refused."""
    assert page.post(content).status_code == 422


def test_a_forged_saving(desk: Desk, page: Page, client: httpx.Client) -> None:
    """Without the page's token, or as a form of another site would send it, nothing is saved."""
    now = {"base": [], "now": [CAR], "nothing": False}

    assert page.post(now, **{"X-Rekog-Token": "x"}).status_code == 403
    assert page.post(now, **{"X-Rekog-Token": ""}).status_code == 403
    assert page.post(now, **{"Content-Type": "text/plain"}).status_code == 422
    assert desk.now == (TRUCK,)


def test_the_token_of_another_browser(desk: Desk, page: Page, stranger: httpx.Client) -> None:
    """A token is worth nothing without the cookie of its browser, or with that of another link."""
    other = Page(desk, stranger)
    content = {"base": [], "now": [CAR], "nothing": False}
    headers = {"X-Rekog-Token": page.state["token"]}

    assert stranger.post(f"{page.url}save", json=content, headers=headers).status_code == 403
    assert stranger.post(f"{other.url}save", json=content, headers=headers).status_code == 403
    assert desk.now == (TRUCK,)


def test_too_much(desk: Desk, page: Page) -> None:
    """A body that is longer than any drawing is not read."""
    assert page.post("x" * MAX_BODY_BYTES).status_code == 413


def test_too_much_where_the_server_takes_more(desk: Desk) -> None:
    """The page bounds what it reads by itself, also where it is mounted in another server."""
    transport = httpx.WSGITransport(app=desk.page)
    with httpx.Client(transport=transport) as client:
        answer = client.post(f"{desk.link()}save", content=b"x" * (MAX_BODY_BYTES + 1))

    assert answer.status_code == 413


def test_an_image_forgotten_while_it_was_drawn_on(desk: Desk, page: Page) -> None:
    """Who saves a picture that is not kept any more is told so."""
    desk.labelling.images.clear()
    answer = page.save([CAR])

    assert answer.status_code == 410
    assert "not among the labelled ones any more" in answer.json()["error"]


def test_two_pages_of_two_pictures(desk: Desk, client: httpx.Client) -> None:
    """One browser may have two pictures open; each is saved to its own."""
    other = desk.keep(png(50, 50), "other.png", 50, 50)
    first, second = Page(desk, client), Page(desk, client, desk.link(other))
    small = {"label": "Dot", "box": [1, 1, 5, 5]}

    assert second.save([small]).status_code == 200
    assert first.save([CAR]).status_code == 200
    assert desk.now == (DRAWN_CAR,)
