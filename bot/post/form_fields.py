"""The fields of the form: for each box a choice and a new label, then the whole picture.

Limits: https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.forms import Field, Form, FormBox, Option
from bot.core.label_names import MOST_CHARACTERS
from bot.post.mrkdwn import plain
from bot.post.table import Block
from bot.post.tally import percent

MAX_OPTION_TEXT = 75
MAX_WHOLE_BYTES = 60_000
"""Of the options for the whole picture: those that are chosen at first always have room."""

TITLES = {Option.NO_OBJECT: "Not an object", Option.WRONG_BOX: "The box is wrong"}
OTHER = "Another label…"


def fields(form: Form) -> Iterator[Block]:
    """The input blocks of a form."""
    yield from _boxes(form)
    yield from _whole(form)
    yield _more(form)


def fitting(form: Form, size: int) -> Form:
    """The form with as many known labels as have room, since each box lists all of them.

    Args:
        form: with the most useful labels first.
        size: bytes for the labels of all boxes.
    """
    return replace(form, known=tuple(_first(form.known, size / max(len(form.boxes), 1))))


def plain_text(text: str) -> Block:
    """A text object without markup."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _boxes(form: Form) -> Iterator[Block]:
    alone = len(form.boxes) == 1
    for box in form.boxes:
        offered = [_label_option(each) for each in _labels_for(form, box)]
        special = [_option(TITLES[each], each.value) for each in TITLES]
        options = [*offered, *special, _option(OTHER, Option.OTHER.value)]
        chosen = {"initial_option": offered[0]} if box.label and offered else {}
        select = {
            "type": "static_select",
            "action_id": Field.BOX.value,
            "placeholder": plain_text("Choose who or what it is"),
            "options": options,
            **chosen,
        }
        yield _input(Field.BOX.of(box.number), _title(box), select, optional=not chosen)
        suggested = form.suggestion if alone and box.label != form.suggestion else ""
        title = f"New label for box {box.number}"
        yield _input(Field.NEW.of(box.number), title, _text(Field.NEW, suggested))


def _whole(form: Form) -> Iterator[Block]:
    known = [_label_option(each) for each in _first(form.known_whole, MAX_WHOLE_BYTES)]
    already = {f"{Option.LABEL.value}{each}" for each in form.labels}
    if known:
        chosen = [each for each in known if each["value"] in already]
        select = {
            "type": "multi_static_select",
            "action_id": Field.WHOLE.value,
            "placeholder": plain_text("Choose any"),
            "options": known,
            **({"initial_options": chosen} if chosen else {}),
        }
        yield _input(Field.WHOLE.value, "The whole picture shows", select)
    suggested = "" if form.boxes else form.suggestion
    title = "New labels for the whole picture"
    hint = "Several labels are separated by commas."
    yield {
        **_input(Field.WHOLE_NEW.value, title, _text(Field.WHOLE_NEW, suggested, long=True)),
        "hint": plain_text(hint),
    }


def _more(form: Form) -> Block:
    rest = _option("Everything that I leave unchanged is right", Option.REST.value)
    nothing = _option("Nothing that we name is in this picture", Option.NOTHING.value)
    boxes = {
        "type": "checkboxes",
        "action_id": Field.MORE.value,
        "options": [rest, nothing],
        **({"initial_options": [rest]} if form.rest else {}),
    }
    return _input(Field.MORE.value, "And", boxes)


def _first(labels: Sequence[str], size: float) -> list[str]:
    """The first labels whose options have room in so many bytes, in alphabetical order."""
    shown: list[str] = []
    for label in labels:
        size -= len(json.dumps(_label_option(label)))
        if size < 0:
            break
        shown.append(label)
    return sorted(shown, key=str.casefold)


def _labels_for(form: Form, box: FormBox) -> Sequence[str]:
    """The labels for a box: its own first, if it can be one of the options at all."""
    own = [box.label] if 0 < len(box.label) <= MOST_CHARACTERS else []
    suggested = [form.suggestion] if form.suggestion and form.suggestion not in own else []
    others = [each for each in form.known if each not in own and each not in suggested]
    return [*own, *suggested, *others]


def _title(box: FormBox) -> str:
    sure = "" if box.confidence is None else f" ({percent(box.confidence)})"
    label = f": {plain(box.label)}{sure}" if box.label else ""
    return f"Box {box.number}, {box.where}{label}"


def _input(block_id: str, title: str, element: Block, optional: bool = True) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(title),
        "element": element,
        "optional": optional,
    }


def _text(field: Field, value: str, long: bool = False) -> Block:
    # Longer than a label may be: it is refused with a sentence, not by a field that takes no more.
    most = 1000 if long else 300
    filled = {"initial_value": value} if value else {}
    return {"type": "plain_text_input", "action_id": field.value, "max_length": most, **filled}


def _label_option(label: str) -> Block:
    return _option(label, f"{Option.LABEL.value}{label}")


def _option(text: str, value: str) -> Block:
    return {"text": plain_text(plain(text, MAX_OPTION_TEXT) or "(no name)"), "value": value}
