"""Words beside pictures, and `/rekog review`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.model import Detection, PixelBox
from bot.core.review import PER_DAY
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, PRIVATE, STRANGER, Upload
from bot.sandbox.slack.state.users import BOT_USER
from tests.listeners.classroom import FACES, LEFT, Classroom, classroom, picture, values

AT_LEFT = PixelBox(0, 25, 60, 75)
ONE = [Detection("Face", 98.0, LEFT)]
REKOG = f"<@{BOT_USER}>"


@pytest.fixture(scope="module")
def shared_room() -> Iterator[Classroom]:
    with classroom() as room:
        yield room


@pytest.fixture
def room(shared_room: Classroom) -> Classroom:
    """The same room for all tests, with nothing learned and nothing answered yet."""
    shared_room.start_over()
    shared_room.proposals[:] = ONE
    return shared_room


def question(room: Classroom, user: str, text: str) -> dict[str, Any]:
    """The latest private message with a button that says `text`."""

    def look() -> list[dict[str, Any]]:
        room.work.finish()
        return [each for each in room.whispers(user) if f"'text': '{text}'" in str(each)]

    return room.slack.wait_for(look)[-1]


def test_several_pictures_are_taught_at_once(room: Classroom) -> None:
    """One question, one yes, and every picture with one face is learned; the thread thanks once."""
    ts = room.post(picture(1), picture(2), text=f"{REKOG} these are Alice")

    asked = question(room, MEMBER, "Learn Alice")
    before = list(room.labelling.said)
    room.press(asked, "Learn Alice")
    (thanks,) = room.thanks(ts)

    assert before == []
    assert asked["text"] == (
        "Shall I learn *Alice* from 2 pictures? I found one face in 2 pictures."
    )
    assert room.said() == [(MEMBER, "Alice", AT_LEFT, True)] * 2
    assert len(room.labelling.kept) == 2
    assert thanks["text"] == f"Thank you, <@{MEMBER}>: Alice in 2 pictures."
    room.slack.wait_for(lambda: asked["ts"] not in [e["ts"] for e in room.whispers(MEMBER)])


def test_all_of_it_is_undone_at_once(room: Classroom) -> None:
    """The one Undo takes every picture back."""
    ts = room.post(picture(1), picture(2), text=f"{REKOG} this is Alice")
    room.press(question(room, MEMBER, "Learn Alice"), "Learn Alice")
    (thanks,) = room.thanks(ts)

    room.press(thanks, "Undo")
    room.work.finish()

    assert room.labelling.dataset().images == ()


def test_a_yes_that_is_delivered_three_times(room: Classroom) -> None:
    """Pictures are learned once, however often the yes comes."""
    ts = room.post(picture(1), text=f"{REKOG} this is Alice")
    room.press(question(room, MEMBER, "Learn Alice"), "Learn Alice")
    room.thanks(ts)
    press = next(
        each for each in reversed(room.slack.deliveries) if "teach_agree" in str(each.payload)
    )

    for number in (1, 2):
        assert room.slack.retry(press, number).acked
    room.work.finish()

    assert len(room.labelling.said) == 1


@pytest.mark.parametrize(
    ("words", "faces", "label", "box", "here"),
    [
        ("this is not Alice", ONE, "Alice", AT_LEFT, False),
        ("this isn't Alice", [], "Alice", None, False),
        ("nothing here", ONE, "", None, True),
        ("This is Night.", [], "Night", None, True),
    ],
)
def test_negatives_stay_negatives(
    room: Classroom,
    words: str,
    faces: list[Detection],
    label: str,
    box: PixelBox | None,
    here: bool,
) -> None:
    """Without a face the whole picture counts, and what is not there is said not to be there."""
    room.proposals[:] = faces
    ts = room.post(picture(3), text=f"{REKOG} {words}")
    what = label or "nothing that we name"
    button = f"Learn {what if here else f'not {what}'}"

    room.press(question(room, MEMBER, button), button)
    room.thanks(ts)

    assert room.said() == [(MEMBER, label, box, here)]


def test_pictures_with_several_faces_are_asked_about_one_by_one(room: Classroom) -> None:
    """Where it is not clear who is meant, a button opens the form with the label at hand."""
    room.proposals[:] = FACES
    ts = room.post(picture(1), text=f"{REKOG} this is Alice")

    asked = question(room, MEMBER, "photo0.png")
    room.press(asked, "photo0.png")
    view = room.form()
    room.save(view, box_2="=Alice")

    assert asked["text"] == "One picture with several faces: please show me which one is Alice."
    assert room.said() == [(MEMBER, "Alice", PixelBox(120, 25, 180, 75), True)]
    assert room.slack.replies(GENERAL, ts) == []


def test_a_direct_message_needs_no_mention(room: Classroom) -> None:
    """In a direct message the bot is spoken to anyway."""
    place = room.slack.hub.workspace.direct(MEMBER).id
    room.slack.post(place, MEMBER, "this is Alice", files=[Upload("a.png", picture(1))])
    asked = question(room, MEMBER, "Learn Alice")

    assert "one picture" in asked["text"]


def test_talk_is_no_teaching(room: Classroom) -> None:
    """Without a mention, pictures are answered as ever, whatever is written beside them."""
    before = len(room.work.submitted)

    room.post(picture(1), text="this is Alice")
    room.slack.wait_for(lambda: len(room.work.submitted) > before)
    room.work.finish()

    (request,) = room.work.submitted[before:]
    assert type(request).__name__ == "RecognitionRequest"
    assert request.offer == "Alice"  # type: ignore[union-attr]
    assert room.labelling.said == []


def test_what_was_written_is_offered_under_the_answer(room: Classroom) -> None:
    """A button under the answer teaches the label that was written, after the same question."""
    message = room.answer(*FACES[:1], offer="Alice")

    room.press(message, "Teach: Alice", ADMIN)
    room.press(question(room, ADMIN, "Learn Alice"), "Learn Alice", ADMIN)
    room.thanks(message["thread_ts"])

    assert room.said() == [(ADMIN, "Alice", AT_LEFT, True)]


@pytest.mark.parametrize("user", [GUEST, STRANGER])
def test_outsiders_do_not_teach_by_words(room: Classroom, user: str) -> None:
    """A guest who says who somebody is is told privately who may teach."""
    room.post(picture(1), text=f"{REKOG} this is Alice", user=user)

    told = room.slack.wait_for(lambda: room.whispers(user))
    room.work.finish()

    assert "full members of this workspace may teach me" in told[-1]["text"]
    assert room.labelling.said == []


def test_a_picture_that_cannot_be_read(room: Classroom) -> None:
    """One bad file does not keep the others from being taught."""
    ts = room.post(b"no picture", picture(2), text=f"{REKOG} this is Alice")

    room.press(question(room, MEMBER, "Learn Alice"), "Learn Alice")
    room.thanks(ts)

    assert any("is not a picture" in each["text"] for each in room.whispers(MEMBER))
    assert len(room.said()) == 1


def test_a_review_shows_what_is_worth_a_look(room: Classroom) -> None:
    """Up to three pictures of the channel, each with its picture and a button to correct it."""
    for shade, confidence in enumerate((99.0, 51.0, 98.0, 52.0)):
        room.answer(Detection("Face", confidence, LEFT), data=picture(shade))

    room.slack.command(GENERAL, MEMBER, "/rekog review")
    card = question(room, MEMBER, "Correct 3")
    room.press(card, "Correct 1")
    room.save(room.form(), new_1="Alice")

    shown = [each for each in card["blocks"] if each["type"] == "image"]
    assert len(shown) == 3
    assert card["text"].startswith("*Are these right?* Press *Correct* where they are not.")
    assert "photo0.png: Face (" in card["text"]
    assert [label for _, label, _, _ in room.said()] == ["Alice"]
    assert "Alice at box 1" in room.told(MEMBER)["text"]


def test_the_next_review_shows_other_pictures(room: Classroom) -> None:
    """Nobody is asked about a picture twice, and in the end there are none left."""
    for shade in range(4):
        room.answer(Detection("Face", 50.0 + shade, LEFT), data=picture(shade))

    texts = []
    for _ in range(3):
        room.slack.command(GENERAL, MEMBER, "/rekog review")
        texts.append(room.told(MEMBER)["text"])

    counts = [text.count("photo0.png") for text in texts]
    assert counts == [3, 1, 0]
    assert texts[-1].startswith("There is no picture in this channel that I am unsure about.")


def test_a_day_has_an_end(room: Classroom) -> None:
    """After twenty pictures a person has seen enough for a day; somebody else has not."""
    room.answer(Detection("Face", 50.0, LEFT))
    day = datetime.now(UTC).date()
    for place in range(PER_DAY):
        for each in (day, day + timedelta(days=1)):
            room.posts.begin(f"review:{MEMBER}:{each}:{place}")

    room.slack.command(GENERAL, MEMBER, "/rekog review")
    member = room.told(MEMBER)["text"]
    room.slack.command(GENERAL, ADMIN, "/rekog review")

    assert member.startswith("You have seen 20 pictures today")
    assert "photo0.png" in room.told(ADMIN)["text"]


def test_pictures_of_another_channel_are_not_shown(room: Classroom) -> None:
    """Who is not in a channel does not see its pictures by a review either."""
    message = room.answer(Detection("Face", 50.0, LEFT))
    key = f"post:{message['thread_ts']}"
    room.recognitions.posted(key, type(room.recognitions.messages[key])(PRIVATE, "1.1"))

    room.slack.command(GENERAL, MEMBER, "/rekog review")

    assert "There is no picture in this channel" in room.told(MEMBER)["text"]


def test_guests_review_nothing(room: Classroom) -> None:
    """A review is for those who may teach."""
    room.answer(Detection("Face", 50.0, LEFT))

    room.slack.command(GENERAL, GUEST, "/rekog review")

    assert "may teach me" in room.told(GUEST)["text"]


def test_a_review_without_its_pictures(room: Classroom) -> None:
    """Where Slack does not show a picture, the card does without."""
    message = room.answer(Detection("Face", 50.0, LEFT))
    for file in room.files(message["thread_ts"]):
        room.slack.hub.workspace.files[file.id].deleted = True

    room.slack.command(GENERAL, MEMBER, "/rekog review")
    card = question(room, MEMBER, "Correct 1")

    assert "image" not in [each["type"] for each in card["blocks"]]


def test_the_form_takes_the_written_label(room: Classroom) -> None:
    """The shortcut on a message that says who it is fills the label in."""
    ts = room.post(picture(1), text="this is Alice")

    room.slack.shortcut(GENERAL, MEMBER, ts, "teach_images")
    view = room.form()
    room.slack.close_modal(MEMBER)

    assert values(view)["new:1"]["new"]["value"] == "Alice"
