"""The stand-in takes the blocks that Slack takes, and no others."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.slack.blocks import check_message, check_view
from bot.sandbox.slack.words import Json, Refused

Make = Callable[[int], Json]
"""Makes something of a given size."""

TOO_MUCH = "(must be less than|no more than|must be between)"


def plain(size: int) -> Json:
    return {"type": "plain_text", "text": "x" * size}


def marked(size: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * size}


def address(size: int) -> str:
    return "https://a.test/".ljust(size, "x")


def section(**more: Any) -> Json:
    return {"type": "section", **more}


def image(**more: Any) -> Json:
    return {"type": "image", "alt_text": "A street", "image_url": address(20), **more}


def stored(**file: str) -> Json:
    return {"type": "image", "alt_text": "A street", "slack_file": file}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(3), **more}


def confirm(**more: Any) -> Json:
    words = {name: plain(3) for name in ("title", "text", "confirm", "deny")}
    return actions(button(confirm={**words, **more}))


def option(name: str = "a", **more: Any) -> Json:
    return {"text": plain(3), "value": name, **more}


def choice(kind: str, count: int = 1, **more: Any) -> Json:
    options = [option(str(place)) for place in range(count)]
    return actions({"type": kind, "options": options, **more})


def asking(**more: Any) -> Json:
    return {"type": "input", "label": plain(3), "element": {"type": "plain_text_input"}, **more}


def table(rows: int = 1, columns: int = 1, **more: Any) -> Json:
    cell = {"type": "raw_text", "text": "x"}
    return {"type": "table", "rows": [[cell] * columns] * rows, **more}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def part(kind: str, *inside: Json, **more: Any) -> Json:
    return {"type": f"rich_text_{kind}", "elements": list(inside), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(3), "blocks": list(blocks), **more}


def view_checked(view: Any, shown: bool = True) -> Json:
    return check_view(view, lambda file: shown)


def posted(*blocks: Any) -> list[Json]:
    # Over the network no two blocks are the same object, so none is here.
    return check_message([copy.deepcopy(block) for block in blocks], lambda file: True)


# https://docs.slack.dev/reference/block-kit, the page of each block, element and object.
LARGEST: dict[str, tuple[int, Make]] = {
    "section text": (3000, lambda size: section(text=marked(size))),
    "section fields": (10, lambda size: section(fields=[marked(3)] * size)),
    "section field": (2000, lambda size: section(fields=[plain(size)])),
    "header": (150, lambda size: {"type": "header", "text": plain(size)}),
    "context elements": (10, lambda size: {"type": "context", "elements": [marked(3)] * size}),
    "alt text": (2000, lambda size: image(alt_text="x" * size)),
    "image title": (2000, lambda size: image(title=plain(size))),
    "image address": (3000, lambda size: image(image_url=address(size))),
    "elements": (25, lambda size: actions(*[button() for _ in range(size)])),
    "block id": (255, lambda size: {"type": "divider", "block_id": "x" * size}),
    "action id": (255, lambda size: actions(button(action_id="x" * size))),
    "button text": (75, lambda size: actions(button(text=plain(size)))),
    "button value": (2000, lambda size: actions(button(value="x" * size))),
    "button address": (3000, lambda size: actions(button(url=address(size)))),
    "button for screen readers": (75, lambda n: actions(button(accessibility_label="x" * n))),
    "confirm title": (100, lambda size: confirm(title=plain(size))),
    "confirm text": (300, lambda size: confirm(text=marked(size))),
    "confirm yes": (30, lambda size: confirm(confirm=plain(size))),
    "confirm no": (30, lambda size: confirm(deny=plain(size))),
    "select options": (100, lambda size: choice("static_select", size)),
    "checkboxes": (10, lambda size: choice("checkboxes", size)),
    "radio buttons": (10, lambda size: choice("radio_buttons", size)),
    "overflow": (5, lambda size: choice("overflow", size)),
    "option text": (75, lambda n: choice("static_select", options=[option(text=plain(n))])),
    "option value": (150, lambda size: choice("static_select", options=[option("x" * size)])),
    "option description": (
        75,
        lambda n: choice("overflow", options=[option(description=plain(n))]),
    ),
    "placeholder": (150, lambda n: actions({"type": "users_select", "placeholder": plain(n)})),
    "label": (2000, lambda size: asking(label=plain(size))),
    "hint": (2000, lambda size: asking(hint=plain(size))),
    "field": (3000, lambda n: asking(element={"type": "plain_text_input", "max_length": n})),
    "markdown": (12_000, lambda size: {"type": "markdown", "text": "x" * size}),
    "table rows": (100, lambda size: table(rows=size)),
    "table columns": (20, lambda size: table(columns=size)),
    "column settings": (20, lambda size: table(column_settings=[None] * size)),
}
LARGEST_OF_VIEW: dict[str, tuple[int, Make]] = {
    "title": (24, lambda size: modal(title=plain(size))),
    "submit": (24, lambda size: modal(submit=plain(size))),
    "close": (24, lambda size: modal(close=plain(size))),
    "private metadata": (3000, lambda size: modal(private_metadata="x" * size)),
    "callback id": (255, lambda size: modal(callback_id="x" * size)),
    "external id": (255, lambda size: modal(external_id="x" * size)),
    "blocks": (100, lambda size: modal(*[{"type": "divider"} for _ in range(size)])),
}

TAKEN: dict[str, Json] = {
    "divider": {"type": "divider"},
    "text and accessory": section(text=plain(3), accessory=button()),
    "image beside text": section(text=plain(3), accessory=image()),
    "context with an image": {"type": "context", "elements": [image(), plain(3)]},
    "stored image by id": stored(id="F1"),
    "stored image by address": stored(url=address(20)),
    "styled button": actions(button(style="danger")),
    "users": actions({"type": "users_select"}),
    "date": actions({"type": "datepicker", "initial_date": "2026-11-23"}),
    "chosen option": choice("static_select", initial_option=option("0")),
    "number": asking(
        element={"type": "number_input", "is_decimal_allowed": True, "min_value": "1"}
    ),
    "rich section": rich(part("section", {"type": "text", "text": "x", "style": {"bold": True}})),
    "rich list": rich(part("list", part("section"), style="bullet", indent=1)),
    "rich quote": rich(part("quote", {"type": "link", "url": address(20)})),
    "rich code": rich(part("preformatted", {"type": "text", "text": "x"})),
    "rich cell": {"type": "table", "rows": [[rich(part("section"))]]},
    "number cell": {"type": "table", "rows": [[{"type": "raw_number", "value": 1}]]},
    "aligned column": table(column_settings=[{"align": "right", "is_wrapped": True}]),
}

WRONG: dict[str, tuple[Any, str, str]] = {
    "unknown block": ({"type": "poster"}, "unsupported type: poster", ""),
    "video": ({"type": "video"}, "unsupported type: video", ""),
    "no type": ({}, "unsupported type: None", ""),
    "no object": ("divider", "unsupported type: None", ""),
    "unknown property": (
        {"type": "divider", "text": "x"},
        "invalid additional property: text",
        "",
    ),
    "header without text": ({"type": "header"}, "missing required field: text", ""),
    "image without alt text": (
        {"type": "image", "image_url": address(20)},
        "missing required field: alt_text",
        "",
    ),
    "empty section": (section(), "text or fields is needed", ""),
    "empty text": (section(text=marked(0)), "must be more than 0 characters", "/text/text"),
    "no text object": (section(text="x"), "must be an object", "/text"),
    "text of a number": (
        section(text={"type": "mrkdwn", "text": 1}),
        "must be a string",
        "/text/text",
    ),
    "emoji in mrkdwn": (section(text={**marked(1), "emoji": True}), "emoji is for", "/text"),
    "verbatim plain": (section(text={**plain(1), "verbatim": True}), "verbatim is for", "/text"),
    "emoji of a word": (
        section(text={**plain(1), "emoji": "no"}),
        "must be a boolean",
        "/text/emoji",
    ),
    "mrkdwn header": ({"type": "header", "text": marked(1)}, "must be one of", "/text/type"),
    "no context": ({"type": "context", "elements": []}, "no less than 1 items", "/elements"),
    "no elements": (actions(), "no less than 1 items", "/elements"),
    "elements in no list": ({"type": "actions", "elements": {}}, "must be an array", "/elements"),
    "image among actions": (actions(image()), "unsupported type: image", "/elements/0"),
    "element of no type": (
        {"type": "actions", "elements": [1]},
        "must be an object",
        "/elements/0",
    ),
    "two sources": (image(slack_file={"id": "F1"}), "either image_url or slack_file", ""),
    "no source": ({"type": "image", "alt_text": "x"}, "either image_url or slack_file", ""),
    "file named twice": (stored(id="F1", url=address(20)), "either id or url", "/slack_file"),
    "file not named": (stored(), "either id or url", "/slack_file"),
    "image on this disk": (image(image_url="file:///x"), "must be a valid url", "/image_url"),
    "unknown style": (actions(button(style="blue")), "must be one of", "/elements/0/style"),
    "select of nothing": (choice("static_select", 0), "no less than 1", "/elements/0/options"),
    "chosen from elsewhere": (
        choice("static_select", initial_option=option("9")),
        "must be one of the options",
        "/elements/0/initial_option",
    ),
    "button as a field": (asking(element=button()), "unsupported type: button", "/element"),
    "optional of a word": (asking(optional="no"), "must be a boolean", "/optional"),
    "unknown rich part": (rich(part("poem")), "unsupported type: rich_text_poem", "/elements/0"),
    "unknown inline": (
        rich(part("section", {"type": "x"})),
        "unsupported type: x",
        "/elements/0/elements/0",
    ),
    "unknown list": (rich(part("list", style="x")), "must be one of", "/elements/0/style"),
    "unknown cell": (
        {"type": "table", "rows": [[plain(1)]]},
        "unsupported type: plain_text",
        "/rows/0/0",
    ),
    "empty cell": (
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "must be more than 0 characters",
        "/rows/0/0/text",
    ),
    "unknown alignment": (
        table(column_settings=[{"align": "top"}]),
        "must be one of",
        "/column_settings/0/align",
    ),
    "file": (
        {"type": "file", "external_id": "x", "source": "remote"},
        "a file block cannot be added",
        "",
    ),
}

WRONG_VIEW: dict[str, tuple[Any, str]] = {
    "no object": (None, "must be an object [json-pointer:/view]"),
    "message": ({**modal(), "type": "message"}, "must be modal [json-pointer:/view/type]"),
    "untitled": ({"type": "modal", "blocks": []}, "missing required field: title"),
    "marked title": (modal(title=marked(1)), "[json-pointer:/view/title/type]"),
    "unknown property": (modal(colour="red"), "invalid additional property: colour"),
    "nothing to submit with": (modal(asking()), "submit is required"),
    "table": (modal(table()), "table is for messages only [json-pointer:/view/blocks/0]"),
    "markdown": (modal({"type": "markdown", "text": "x"}), "markdown is for messages only"),
    "wrong block": (modal({"type": "poster"}), "unsupported type: poster"),
}


def each(table: dict[str, Any]) -> list[Any]:
    """The rows as parameters, named by their keys."""
    rows = table.items()
    return [
        pytest.param(*row, id=name) if isinstance(row, tuple) else pytest.param(row, id=name)
        for name, row in rows
    ]


@pytest.mark.parametrize(("most", "make"), each(LARGEST))
def test_a_block_is_as_large_as_slack_allows(most: int, make: Make) -> None:
    """A block at its limit is taken, and one above it is refused."""
    assert posted(make(most))
    with pytest.raises(Refused, match=rf"invalid_blocks.*{TOO_MUCH}"):
        posted(make(most + 1))


@pytest.mark.parametrize(("most", "make"), each(LARGEST_OF_VIEW))
def test_a_view_is_as_large_as_slack_allows(most: int, make: Make) -> None:
    """A view at its limit is taken, and one above it is refused."""
    assert view_checked(make(most))
    with pytest.raises(Refused, match=rf"invalid_arguments.*{TOO_MUCH}"):
        view_checked(make(most + 1))


@pytest.mark.parametrize("block", each(TAKEN))
def test_a_good_block_is_taken(block: Json) -> None:
    """What Slack's pages show is taken as it is."""
    [taken] = posted(block)

    assert {name: taken[name] for name in block.keys() - {"elements", "accessory", "element"}} == {
        name: block[name] for name in block.keys() - {"elements", "accessory", "element"}
    }


@pytest.mark.parametrize(("block", "message", "place"), each(WRONG))
def test_a_wrong_block_is_refused(block: Any, message: str, place: str) -> None:
    """A refusal says what is wrong, and where."""
    with pytest.raises(Refused) as refused:
        posted({"type": "divider"}, block)

    assert refused.value.error == "invalid_blocks"
    [said] = refused.value.messages
    assert said.startswith(f"[ERROR] {message}")
    assert said.endswith(f"[json-pointer:/blocks/1{place}]")


@pytest.mark.parametrize(("view", "message"), each(WRONG_VIEW))
def test_a_wrong_view_is_refused(view: Any, message: str) -> None:
    """A view is refused as wrong arguments, with what is wrong."""
    with pytest.raises(Refused) as refused:
        view_checked(view)

    assert refused.value.error == "invalid_arguments"
    assert message in refused.value.messages[0]


def test_a_message_has_fifty_blocks() -> None:
    """A message takes 50 blocks and not 51."""
    blocks: list[Json] = [{"type": "divider"}] * 51

    assert len(posted(*blocks[:50])) == 50
    with pytest.raises(Refused, match="no more than 50 items"):
        posted(*blocks)


def test_markdown_is_counted_together() -> None:
    """All markdown of a message together is no longer than one block may be."""
    half: Json = {"type": "markdown", "text": "x" * 6_000}

    assert posted(half, half)
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        posted(half, half, {"type": "markdown", "text": "x"})


def test_a_message_has_one_table() -> None:
    """A second table is refused, as an attachment."""
    with pytest.raises(Refused) as refused:
        posted(table(), table())

    assert refused.value.error == "invalid_attachments"
    assert refused.value.messages == ("[ERROR] only_one_table_allowed",)


@pytest.mark.parametrize("long", [True, False], ids=["raw", "rich"])
def test_a_table_has_a_length(long: bool) -> None:
    """A table's cells together hold 10,000 characters and no more."""
    words = {"type": "text", "text": "x" * 9_999}
    cell = {"type": "raw_text", "text": "x" * 9_999} if long else rich(part("section", words))
    short = {"type": "raw_text", "text": "x"}

    assert posted({"type": "table", "rows": [[cell, short]]})
    with pytest.raises(Refused, match="characters in all cells"):
        posted({"type": "table", "rows": [[cell, short, short]]})


@pytest.mark.parametrize(
    "block", [stored(id="F1"), section(text=plain(1), accessory=stored(id="F1"))]
)
def test_a_file_is_shown_when_it_is_ready(block: Json) -> None:
    """An uploaded file that is not processed yet makes the whole message invalid."""
    asked: list[Json] = []

    def never(file: Json) -> bool:
        asked.append(file)
        return False

    with pytest.raises(Refused, match="invalid slack file"):
        check_message([block], never)
    assert asked == [{"id": "F1"}]


def test_blocks_are_named() -> None:
    """Blocks and elements without an id get one of their own, and others keep theirs."""
    mine = actions(button(action_id="stop"), button(), block_id="mine")

    kept, given, other = posted(mine, {"type": "divider"}, {"type": "divider"})

    assert (kept["block_id"], kept["elements"][0]["action_id"]) == ("mine", "stop")
    assert kept["elements"][1]["action_id"]
    assert given["block_id"] != other["block_id"]


def test_a_block_id_is_used_once() -> None:
    """Two blocks of one id are refused."""
    with pytest.raises(Refused, match="must be unique"):
        posted({"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"})


def test_what_was_sent_is_left_alone() -> None:
    """Checking changes nothing in the blocks that came."""
    sent = [actions(button())]
    before = copy.deepcopy(sent)

    check_message(sent, lambda file: True)

    assert sent == before


@pytest.mark.parametrize("value", [None, {}, "[]"])
def test_blocks_are_a_list(value: object) -> None:
    """Anything else than a list has the wrong format."""
    with pytest.raises(Refused, match="invalid_blocks_format"):
        check_message(value, lambda file: True)


def test_a_form_is_submitted() -> None:
    """A modal with a field and a submit button is taken, its blocks with ids."""
    view = view_checked(modal(asking(), submit=plain(3)))

    assert view["blocks"][0]["block_id"]
    assert view["blocks"][0]["element"]["action_id"]


def test_a_view_shows_what_slack_can_show() -> None:
    """A file that Slack has not processed cannot be shown in a modal either."""
    picture = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a cat"}

    assert view_checked(modal(picture))
    with pytest.raises(Refused) as refused:
        view_checked(modal(picture), shown=False)
    assert "invalid slack file" in refused.value.messages[0]


def test_several_can_be_chosen_in_a_form() -> None:
    """A multi-select stands in an input, and what is chosen in it first is one of its options."""
    chosen = {"type": "multi_static_select", "options": [option("0"), option("1")]}
    right, wrong = ({**chosen, "initial_options": [option(each)]} for each in ("1", "9"))

    assert view_checked(modal(asking(element=right), submit=plain(3)))
    with pytest.raises(Refused) as refused:
        view_checked(modal(asking(element=wrong), submit=plain(3)))
    assert "/element/initial_options/0]" in refused.value.messages[0]
    with pytest.raises(Refused, match="invalid_blocks"):
        posted({"type": "actions", "elements": [right]})
