"""The form: it opens, it is filled in, it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.core.model import BoundingBox, Detection, PixelBox
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, OTHER_BOT, STRANGER, Fault
from tests.listeners.classroom import (
    FACES,
    LEFT,
    Classroom,
    button,
    classroom,
    picture,
    values,
    words,
)

AT_LEFT, AT_RIGHT = PixelBox(0, 25, 60, 75), PixelBox(120, 25, 180, 75)


@pytest.fixture(scope="module")
def shared_room() -> Iterator[Classroom]:
    with classroom() as room:
        yield room


@pytest.fixture
def room(shared_room: Classroom) -> Classroom:
    """The same room for all tests, with nothing learned yet."""
    shared_room.start_over()
    return shared_room


def kinds(view: dict[str, Any]) -> list[str]:
    return [block["type"] for block in view["blocks"]]


def options(view: dict[str, Any], block_id: str) -> list[str]:
    (block,) = (each for each in view["blocks"] if each["block_id"] == block_id)
    return [each["value"] for each in block["element"]["options"]]


def test_an_answer_is_corrected(room: Classroom) -> None:
    """The form shows the numbered picture; what is filled in is said, and the thread thanks."""
    message = room.answer(*FACES)

    view = room.correct(message)
    answered = room.save(view, new_1="Alice", box_2="no_object", whole_new="Night, Snow")
    (thanks,) = room.thanks(message["thread_ts"])

    image = view["blocks"][0]
    assert room.slack.file(image["slack_file"]["id"]) == picture()
    assert room.numbered == [([AT_LEFT, AT_RIGHT], ["Face", "Face"])]
    assert answered == {"response_action": "clear"}
    assert room.slack.modals(MEMBER) == []
    assert room.said() == [
        (MEMBER, "Alice", AT_LEFT, True),
        (MEMBER, "Face", AT_RIGHT, False),
        (MEMBER, "Night", None, True),
        (MEMBER, "Snow", None, True),
    ]
    assert thanks["text"] == (
        f"Thank you, <@{MEMBER}>: Alice at box 1, nothing at box 2, Night in the picture, "
        "Snow in the picture."
    )


def test_events_name_the_answer(room: Classroom) -> None:
    """Who wants to know why something was said finds the answer that it was about."""
    message = room.answer(*FACES)

    room.save(room.correct(message), new_1="Alice")

    (event,) = room.labelling.said
    assert event.origin == room.recognitions.kept(f"post:{message['thread_ts']}", 0).id  # type: ignore[union-attr]


def test_a_correction_is_undone(room: Classroom) -> None:
    """Undo takes back exactly what the thank-you is about, and says so in its place."""
    message = room.answer(*FACES)
    room.save(room.correct(message), new_1="Alice")
    room.save(room.correct(message), new_2="Bob")
    first, _ = room.thanks(message["thread_ts"], 2)

    room.press(first, "Undo", ADMIN)
    room.work.finish()

    (labelled,) = room.labelling.dataset().images
    assert labelled.labels == {"Bob"}
    shown = next(
        each
        for each in room.slack.replies(GENERAL, message["thread_ts"])
        if each["ts"] == first["ts"]
    )
    assert shown["text"] == f"<@{ADMIN}> took this back, so it does not count any more."


def test_a_second_undo(room: Classroom) -> None:
    """What was taken back already is not taken back again."""
    message = room.answer(*FACES)
    room.save(room.correct(message), new_1="Alice")
    (thanks,) = room.thanks(message["thread_ts"])
    action = button(thanks, "Undo")
    room.slack.click(GENERAL, MEMBER, thanks["ts"], action)
    undo = room.slack.deliveries[-1]
    room.work.finish()

    room.slack.retry(undo)
    room.work.finish()

    assert [each.undoes for each in room.labelling.said] == [None, 1]


def test_a_label_is_chosen(room: Classroom) -> None:
    """Known labels can be chosen; the answer's own comes first, and no-label choices last."""
    room.save(room.correct(room.answer(*FACES, data=picture(1))), new_1="Alice", new_2="Bob")

    view = room.correct(room.answer(*FACES, data=picture(2)))
    room.save(view, box_1="=Alice")

    assert options(view, "box:1") == [
        *("=Face", "=Alice", "=Bob", "no_object", "wrong_box", "other")
    ]
    assert room.said()[-1] == (MEMBER, "Alice", AT_LEFT, True)


def test_nothing_was_changed(room: Classroom) -> None:
    """A form that is saved as it was teaches nothing, and the person is told so."""
    view = room.correct(room.answer(*FACES))

    room.save(view)

    assert room.labelling.said == []
    assert "changed nothing" in room.told(MEMBER)["text"]


def test_what_is_left_unchanged_can_be_right(room: Classroom) -> None:
    """With the tick the other boxes are said as well; it is set where all labels are known."""
    room.save(room.correct(room.answer(*FACES, data=picture(3))), new_1="Alice", new_2="Bob")
    known = (Detection("Alice", 80.0, LEFT), Detection("Bob", 70.0, FACES[1].box))
    before = len(room.said())

    room.save(room.correct(room.answer(*known, data=picture(4))), box_1="=Bob")
    unknown = room.correct(room.answer(*FACES, data=picture(5)))

    assert room.said()[before:] == [
        (MEMBER, "Bob", AT_LEFT, True),
        (MEMBER, "Bob", AT_RIGHT, True),
    ]
    assert values(unknown)["more"]["more"]["selected_options"] == []


@pytest.mark.parametrize("first", [MEMBER, ADMIN])
def test_two_people_correct_at_once(room: Classroom, first: str) -> None:
    """Each one's changes stay, whoever is first and whatever else their form showed."""
    message = room.answer(*FACES)
    forms = {user: room.correct(message, user) for user in (MEMBER, ADMIN)}
    changes = {MEMBER: {"new_1": "Alice"}, ADMIN: {"new_2": "Bob"}}
    second = ADMIN if first == MEMBER else MEMBER

    for user in (first, second):
        room.save(forms[user], user, **changes[user], more=["rest"])

    (labelled,) = room.labelling.dataset().images
    assert {each.label: each.box for each in labelled.annotations} == {
        "Alice": AT_LEFT,
        "Bob": AT_RIGHT,
    }


def test_the_form_shows_what_was_said_before(room: Classroom) -> None:
    """Whoever opens the form later sees what others have said, and not what they took away."""
    message = room.answer(*FACES)
    room.save(room.correct(message), new_1="Alice", box_2="wrong_box", whole_new="Night")

    view = room.correct(message, ADMIN)

    labels = [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]
    assert labels[0] == "Box 1, left: Alice"
    assert not any("Box 2" in each for each in labels)
    assert values(view)["whole"]["whole"]["selected_options"][0]["value"] == "=Night"


def test_a_label_of_the_whole_picture_is_taken_away(room: Classroom) -> None:
    """A label of the answer that is not chosen any more is said not to be there."""
    view = room.correct(room.answer(Detection("Day", 60.0), Detection("Snow", 50.0)))

    room.save(view, whole=["=Snow"])

    assert room.said() == [(MEMBER, "Day", None, False)]


def test_nothing_that_we_name(room: Classroom) -> None:
    """A picture without anything is a negative, and nothing else is said of it."""
    view = room.correct(room.answer(*FACES))

    room.save(view, more=["nothing"])

    assert room.said() == [(MEMBER, "", None, True)]


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"new_1": "x" * 101}, "new:1", "up to 100 characters"),
        ({"new_2": "A\u0007b"}, "new:2", "cannot be seen"),
        ({"box_1": "other"}, "new:1", "Write the new label here"),
        ({"whole_new": f"Night, {'y' * 200}"}, "whole_new", "up to 100 characters"),
        ({"new_1": "Alice", "more": ["nothing"]}, "more", "leave the labels empty"),
    ],
)
def test_what_is_wrong_is_shown_at_its_field(
    room: Classroom, changes: dict[str, Any], field: str, says: str
) -> None:
    """A form with a mistake stays open, and nothing is said until it is put right."""
    view = room.correct(room.answer(*FACES))

    answered = room.save(view, **changes)
    still_open = [each["id"] for each in room.slack.modals(MEMBER)]
    room.save(view, new_1="Alice")

    assert answered["response_action"] == "errors"
    assert says in answered["errors"][field]
    assert still_open == [view["id"]]
    assert [label for _, label, _, _ in room.said()] == ["Alice"]


def test_more_boxes_than_can_be_learned(room: Classroom) -> None:
    """The fifty-first box of a picture is refused with a sentence, and nothing is said."""
    data = picture(6, (1000, 1000))
    for row in (0.0, 0.3, 0.6):
        room.proposals[:] = [
            Detection("", 90.0, BoundingBox(each / 20, row, 0.04, 0.2)) for each in range(20)
        ]
        ts = room.post(data)
        room.slack.shortcut(GENERAL, MEMBER, ts, "teach_images")
        view = room.form()
        room.save(view, **{f"new_{number}": "Face" for number in range(1, 21)})

    assert len(room.said()) == 40
    assert "up to 50 a picture" in room.told(MEMBER)["text"]


@pytest.mark.parametrize("user", [GUEST, STRANGER])
def test_outsiders_may_not_teach(room: Classroom, user: str) -> None:
    """A guest and somebody of another organisation are told so, in a modal that only they see."""
    message = room.answer(*FACES)

    view = room.correct(message, user)

    assert "full members of this workspace may teach me" in words(view)
    assert "input" not in kinds(view)


def test_a_form_of_a_member_who_became_a_guest(room: Classroom) -> None:
    """The submission is asked about again: who may not teach any more is told so privately."""
    view = room.correct(room.answer(*FACES))
    person = room.slack.hub.workspace.users[MEMBER]

    person.role = "guest"
    room.members.forget()
    room.save(view, new_1="Alice")
    person.role = "member"
    room.members.forget()

    assert "may teach me" in room.told(MEMBER)["text"]
    assert room.labelling.said == []


def test_an_outsider_presses_undo(room: Classroom) -> None:
    """What a member said cannot be undone by a guest."""
    message = room.answer(*FACES)
    room.save(room.correct(message), new_1="Alice")
    (thanks,) = room.thanks(message["thread_ts"])

    room.press(thanks, "Undo", GUEST)

    assert "may teach me" in room.told(GUEST)["text"]
    assert len(room.labelling.said) == 1


def test_a_trigger_that_is_too_late(room: Classroom) -> None:
    """Where Slack does not open the form any more, the person is told to press again."""
    message = room.answer(*FACES)
    room.slack.go_wrong("views.open", Fault(error="expired_trigger_id"))

    room.press(message, "Correct")
    told = room.slack.wait_for(
        lambda: [each for each in room.whispers(MEMBER) if "press again" in each["text"]]
    )

    assert "expired_trigger_id" in told[-1]["text"]
    assert room.slack.modals(MEMBER) == []


def test_a_press_that_is_delivered_three_times(room: Classroom) -> None:
    """One press opens one form, and nobody is told of the others."""
    message = room.answer(*FACES)
    before = len(room.whispers(MEMBER))
    room.correct(message)
    press = next(
        each for each in reversed(room.slack.deliveries) if "teach_correct" in str(each.payload)
    )

    for number in (1, 2):
        assert room.slack.retry(press, number).acked
    room.work.finish()

    assert len(room.slack.modals(MEMBER)) == 1
    assert len(room.whispers(MEMBER)) == before


def test_a_submission_that_is_delivered_three_times(room: Classroom) -> None:
    """What was filled in counts once, and is thanked for once."""
    message = room.answer(*FACES)
    room.save(room.correct(message), new_1="Alice")
    submission = next(
        each for each in reversed(room.slack.deliveries) if "view_submission" in str(each.payload)
    )

    for number in (1, 2):
        assert room.slack.retry(submission, number).acked
    room.work.finish()

    assert len(room.labelling.said) == 1
    assert len(room.thanks(message["thread_ts"])) == 1


def test_a_picture_that_was_deleted(room: Classroom) -> None:
    """The form says that the picture is gone, and what to do."""
    message = room.answer(*FACES)
    for file in room.files(message["thread_ts"]):
        room.slack.hub.workspace.files[file.id].deleted = True

    view = room.correct(message)

    assert "was deleted before I could look at it. Post it again" in words(view)


def test_a_picture_that_is_deleted_while_the_form_is_open(room: Classroom) -> None:
    """Who saves then is told why nothing was learned."""
    message = room.answer(*FACES)
    view = room.correct(message)
    for file in room.files(message["thread_ts"]):
        room.slack.hub.workspace.files[file.id].deleted = True

    room.save(view, new_1="Alice")

    assert "was deleted" in room.told(MEMBER)["text"]
    assert room.labelling.said == []


def test_a_picture_without_a_face(room: Classroom) -> None:
    """There is nothing to number; the whole picture can still be labelled."""
    view = room.correct(room.answer())

    room.save(view, whole_new="Empty street")

    assert "I found nothing in it to put a box around" in words(view)
    assert room.said() == [(MEMBER, "Empty street", None, True)]


def test_a_picture_with_thirty_faces(room: Classroom) -> None:
    """The twenty that the bot is most certain of are shown, and it is said."""
    crowd = [
        Detection("Face", 50.0 + each, BoundingBox(each / 31, 0.0, 1 / 40, 1.0))
        for each in range(30)
    ]

    view = room.correct(room.answer(*crowd))
    room.save(view, new_1="Alice")

    boxes = [each for each in view["blocks"] if each["block_id"].startswith("box:")]
    assert len(boxes) == 20
    assert "79.0 %" in boxes[0]["label"]["text"]
    assert "There are 30 boxes; these are the 20 that I am most certain of." in words(view)
    assert room.said()[0][2] == crowd[29].box.to_pixels(200, 100)  # type: ignore[union-attr]


def test_a_picture_that_slack_does_not_show(room: Classroom) -> None:
    """Without the picture the form still says where each box is."""
    message = room.answer(*FACES)
    room.slack.go_wrong("files.getUploadURLExternal", Fault(error="internal_error", times=9))

    view = room.correct(message)
    room.slack.hub.faults._waiting["files.getUploadURLExternal"].clear()
    room.save(view, new_2="Bob")

    assert "image" not in kinds(view)
    assert "the fields say what is where" in words(view)
    assert "Box 2, right: Face (71.0 %)" in words(view)
    assert room.said() == [(MEMBER, "Bob", AT_RIGHT, True)]


def test_an_answer_that_is_forgotten(room: Classroom) -> None:
    """Correcting an answer that is not kept any more is refused with what to do."""
    message = room.answer(*FACES)
    room.recognitions.found.clear()

    view = room.correct(message)

    assert "I do not remember this answer any more" in words(view)


def test_a_modal_that_is_closed_at_once(room: Classroom) -> None:
    """Who closes the modal while the bot looks is left alone."""
    message = room.answer(*FACES)
    room.slack.go_wrong("files.info", Fault(delay=0.3))
    room.press(message, "Correct")
    room.slack.close_modal(MEMBER)

    room.work.finish()

    assert room.slack.modals(MEMBER) == []


def test_the_page_is_linked(room: Classroom) -> None:
    """With a page a button leads to it; without one, a hint says what to do instead."""
    room.link = "https://rekog.example.com/label/1"
    linked = room.correct(room.answer(*FACES))
    room.link = None
    plain = room.correct(room.answer(*FACES))

    assert linked["blocks"][-1]["accessory"]["url"] == "https://rekog.example.com/label/1"
    assert "Boxes cannot be drawn in Slack" in words(plain)


def test_any_message_can_be_taught(room: Classroom) -> None:
    """The shortcut opens the form for a picture that was never answered, with what was found."""
    room.proposals[:] = [Detection("", 90.0, LEFT)]
    ts = room.post(picture(), text="that's Alice")

    assert room.slack.shortcut(GENERAL, ADMIN, ts, "teach_images").acked
    view = room.form(ADMIN)
    room.save(view, ADMIN)
    (thanks,) = room.thanks(ts)

    assert room.said() == [(ADMIN, "Alice", AT_LEFT, True)]
    assert "Alice at box 1" in thanks["text"]


def test_one_of_several_pictures_is_taught(room: Classroom) -> None:
    """For several pictures the shortcut asks first which one is meant."""
    ts = room.post(picture(1), picture(2), picture(3))
    room.slack.shortcut(GENERAL, MEMBER, ts, "teach_images")
    listed = room.form()

    room.slack.click_in_modal(MEMBER, listed["id"], {"action_id": "teach_picture:1"})
    view = room.slack.wait_for(
        lambda: next((each for each in room.slack.modals(MEMBER) if "submit" in each), None)
    )
    assert view is not None
    room.save(view, whole_new="Night")

    assert "photo2.png" in words(listed)
    (kept,) = room.labelling.kept.values()
    assert kept.source == f"slack:{room.files(ts)[1].id}"


def test_a_message_without_pictures(room: Classroom) -> None:
    """There is nothing to teach in talk, and the person is told so."""
    ts = room.slack.post(GENERAL, MEMBER, "good morning")

    room.slack.shortcut(GENERAL, MEMBER, ts, "teach_images")

    assert "no picture in that message" in room.told(MEMBER)["text"]


def test_other_bots_do_not_teach(room: Classroom) -> None:
    """A bot that says what is in a picture teaches nothing."""
    before = len(room.work.submitted)

    room.post(picture(), text="<@U0BOTUSER1> this is Alice", user=OTHER_BOT)
    room.slack.wait_for(lambda: all(each.over for each in room.slack.deliveries))

    assert room.work.submitted[before:] == []
