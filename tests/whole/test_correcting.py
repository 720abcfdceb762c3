"""The whole bot is taught: from the answer's button to the dataset, and back."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, Upload
from tests.listeners.classroom import button, values, words
from tests.media.samples import encode
from tests.whole.conftest import Start, Whole
from tests.whole.pictures import ASTRONAUT, CAT, photograph

PHOTO = Upload("astronaut.png", ASTRONAUT)


def form(whole: Whole, user: str) -> dict[str, Any]:
    """The modal that somebody sees, once it is filled."""

    def look() -> list[dict[str, Any]]:
        return [each for each in whole.slack.modals(user) if "Looking" not in str(each)]

    return whole.slack.wait_for(look)[-1]


def thanks(whole: Whole, ts: str) -> dict[str, Any]:
    """The thank-you in a thread."""
    return whole.slack.wait_for(
        lambda: [e for e in whole.slack.replies(GENERAL, ts) if "Thank you" in e["text"]]
    )[-1]


def test_an_answer_is_corrected_and_that_is_undone(whole: Whole) -> None:
    """The numbered picture is shown, the label is learned, and Undo takes it back."""
    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    (answer,) = whole.answers(GENERAL, ts)
    whole.slack.click(GENERAL, MEMBER, answer["ts"], button(answer, "Correct"))
    view = form(whole, MEMBER)

    whole.slack.submit(MEMBER, view["id"], values(view, new_1="Eileen"))
    thanked = thanks(whole, ts)
    whole.slack.click(GENERAL, MEMBER, thanked["ts"], button(thanked, "Undo"))
    whole.slack.wait_for(lambda: "took this back" in str(whole.slack.replies(GENERAL, ts)))

    assert view["blocks"][0]["type"] == "image"
    assert thanked["text"] == f"Thank you, <@{MEMBER}>: Eileen at box 1."


def test_words_beside_a_picture(whole: Whole) -> None:
    """“This is Eileen” is learned after one yes; the same picture's form shows it then."""
    ts = whole.slack.post(GENERAL, MEMBER, "<@U0BOTUSER1> this is Eileen", files=[PHOTO])
    asked = whole.asked(MEMBER)
    whole.slack.click(GENERAL, MEMBER, asked["ts"], button(asked, "Learn Eileen"))
    thanks(whole, ts)

    whole.slack.shortcut(GENERAL, ADMIN, ts, "teach_images")
    view = form(whole, ADMIN)

    assert "one face in it" in asked["text"]
    assert ": Eileen" in words(view)
    assert whole.slack.reactions(GENERAL, ts) == set()


def test_a_guest_is_refused(whole: Whole) -> None:
    """A guest who presses is told who may, and gets no fields."""
    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    (answer,) = whole.answers(GENERAL, ts)

    whole.slack.click(GENERAL, GUEST, answer["ts"], button(answer, "Correct"))
    view = form(whole, GUEST)

    assert "may teach me" in words(view)
    assert "submit" not in view


def test_a_review_shows_near_duplicates_once(start: Start) -> None:
    """Answered pictures of the channel are shown, each with a button, and what looks alike once."""
    whole = start()
    smaller = encode(photograph().resize((320, 320)), "JPEG")
    for name, data in (("a.png", ASTRONAUT), ("again.jpg", smaller), ("cat.png", CAT)):
        whole.answers(GENERAL, whole.slack.post(GENERAL, ADMIN, files=[Upload(name, data)]))

    whole.slack.command(GENERAL, MEMBER, "/rekog review")
    card = whole.asked(MEMBER)
    whole.slack.command(GENERAL, MEMBER, "/rekog review")
    whole.slack.wait_for(lambda: "no picture in this channel" in str(whole.slack.whispers(MEMBER)))

    lines = card["text"].splitlines()[1:]
    assert card["text"].startswith("*Are these right?*")
    assert sorted(each.split()[1] for each in lines) == ["again.jpg:", "cat.png:"]
    assert button(card, "Correct 2")


def test_a_labelled_picture_is_not_reviewed(start: Start) -> None:
    """Posted again, whoever labelled it and however, it is not asked about."""
    whole = start()
    ts = whole.slack.post(GENERAL, MEMBER, "<@U0BOTUSER1> this is Eileen", files=[PHOTO])
    asked = whole.asked(MEMBER)
    whole.slack.click(GENERAL, MEMBER, asked["ts"], button(asked, "Learn Eileen"))
    thanks(whole, ts)
    again = Upload("again.jpg", encode(photograph().resize((320, 320)), "JPEG"))
    whole.answers(GENERAL, whole.slack.post(GENERAL, ADMIN, files=[again]))

    whole.slack.command(GENERAL, ADMIN, "/rekog review")

    assert "no picture in this channel" in whole.whisper(ADMIN)
