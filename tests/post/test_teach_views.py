"""The form keeps to Slack's limits, whatever is in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.core.forms import Form, FormBox
from bot.core.model import SharedFile
from bot.core.teach_requests import FormRequest
from bot.post.teach_views import choice, form_view, notice
from bot.sandbox.slack.blocks import check_view

LONG = "日本語のとても長いラベル" * 8
BIG = Form(
    reference="r" * 10,
    origin="o" * 10,
    channel="C0GENERAL1",
    thread_ts="1700000000.000100",
    name="*" * 500,
    picture=None,
    boxes=tuple(FormBox(number, f"{LONG}{number}", 50.0, "top left") for number in range(1, 21)),
    left_out=9,
    labels=tuple(f"{LONG}{number}" for number in range(20)),
    known=tuple(f"{LONG}{number}" for number in range(95)),
    known_whole=tuple(f"{LONG}{number}" for number in range(95)),
    suggestion=LONG,
    rest=True,
    link="https://rekog.example.com/" + "x" * 100,
    response_url="https://hooks.slack.com/actions/" + "x" * 100,
)
EMPTY = Form("r", "r", "C1", "", "", None, ())


def checked(view: dict[str, Any]) -> dict[str, Any]:
    return check_view(json.loads(json.dumps(view)), lambda file: True)


@pytest.mark.parametrize("file", ["", "F1"])
@pytest.mark.parametrize("form", [BIG, EMPTY], ids=["big", "empty"])
def test_the_limits_hold(form: Form, file: str) -> None:
    """Every form is one that Slack takes, below its 250 kB."""
    view = checked(form_view(form, file))

    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view)) < 250_000


def test_labels_that_cannot_be_options() -> None:
    """A label that is longer than a label may be is in the title, and not to be chosen."""
    form = replace(EMPTY, boxes=(FormBox(1, "x" * 300, 50.0, "left"), FormBox(2, "", None, "top")))

    view = checked(form_view(form))

    selects = [
        each["element"] for each in view["blocks"] if each.get("block_id", "").startswith("box:")
    ]
    assert ["initial_option" in each for each in selects] == [False, False]


def test_many_pictures_to_choose_from() -> None:
    """As many are listed as the modal can carry, and it is said."""
    names = tuple(SharedFile(f"F0{number:08}", f"{'long name ' * 10}.png") for number in range(60))
    request = FormRequest("k", "U1", "T1", "C1", "V1", "1.1", sources=names, label=LONG)

    view = checked(choice(request))

    kept = len(json.loads(view["private_metadata"])["sources"])
    assert 0 < kept < 60
    assert f"These are the first {kept} of 60." in view["blocks"][0]["text"]["text"]
    assert len(view["blocks"]) == kept + 1


def test_a_notice_of_any_length() -> None:
    """A modal that says one thing takes whatever is said."""
    assert checked(notice("x" * 9000))
    assert checked(notice("<!channel> *look*"))


def test_labels_of_a_usual_length_are_all_there() -> None:
    """With twenty boxes and ninety-five labels each box still offers all of them."""
    known = tuple(f"Person {number}" for number in range(95))
    boxes = tuple(FormBox(number, "Face", 90.0, "left") for number in range(1, 21))

    view = checked(form_view(replace(EMPTY, boxes=boxes, known=known)))

    selects = [
        each["element"] for each in view["blocks"] if each.get("block_id", "").startswith("box:")
    ]
    assert {len(each["options"]) for each in selects} == {1 + 95 + 3}


def test_what_is_chosen_at_first_is_always_there() -> None:
    """However long the labels are, none that the picture has is lost from the choices."""
    view = checked(form_view(BIG))

    (whole,) = (each["element"] for each in view["blocks"] if each.get("block_id") == "whole")
    assert len(whole["initial_options"]) == len(BIG.labels)
