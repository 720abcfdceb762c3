"""Buttons, selects and fields. https://docs.slack.dev/reference/block-kit/block-elements"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack.blocks.rules import At, fields, listed, one_of, string, text, url
from bot.sandbox.slack.words import Json

Rule = Callable[[Json, At], None]

MAX_OPTIONS = 100


def element(value: Any, at: At, allowed: frozenset[str]) -> None:
    """Check an element that may stand here."""
    if not isinstance(value, dict):
        raise at.wrong("must be an object")
    kind = value.get("type")
    if kind not in allowed:
        raise at.wrong(f"unsupported type: {kind}")
    if value.get("action_id") is not None:
        string(value["action_id"], at / "action_id", 255)
    RULES[str(kind)](value, at)


def image(value: Json, at: At) -> None:
    """An image; `slack_file` names one that is in Slack already, by id or by URL."""
    fields(value, at, ("type", "alt_text"), ("image_url", "slack_file", "block_id", "title"))
    string(value["alt_text"], at / "alt_text", 2000)
    if ("image_url" in value) == ("slack_file" in value):
        raise at.wrong("either image_url or slack_file is needed, and not both")
    if "image_url" in value:
        url(value["image_url"], at / "image_url")
        return
    file = fields(value["slack_file"], at / "slack_file", (), ("id", "url"))
    if len(file) != 1:
        raise (at / "slack_file").wrong("either id or url is needed, and not both")
    if not at.file_shown(file):
        raise (at / "slack_file").wrong("invalid slack file")


def _button(value: Json, at: At) -> None:
    optional = ("action_id", "url", "value", "style", "confirm", "accessibility_label")
    fields(value, at, ("type", "text"), optional)
    text(value["text"], at / "text", 75, plain=True)
    if "url" in value:
        url(value["url"], at / "url")
    if "value" in value:
        string(value["value"], at / "value", 2000)
    if "style" in value:
        one_of(value["style"], at / "style", ("primary", "danger"))
    if "accessibility_label" in value:
        string(value["accessibility_label"], at / "accessibility_label", 75)
    _confirm(value, at)


def _confirm(value: Json, at: At) -> None:
    if "confirm" not in value:
        return
    at = at / "confirm"
    asked = fields(value["confirm"], at, ("title", "text", "confirm", "deny"), ("style",))
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        text(asked[name], at / name, most, plain=name != "text")


def _option(value: Any, at: At, plain: bool) -> None:
    fields(value, at, ("text", "value"), ("description", "url"))
    text(value["text"], at / "text", 75, plain)
    string(value["value"], at / "value", 150)
    if "description" in value:
        text(value["description"], at / "description", 75, plain)


def _choice(most: int, plain: bool, *more: str) -> Rule:
    def check(value: Json, at: At) -> None:
        optional = ("action_id", "placeholder", "confirm", "focus_on_load")
        fields(value, at, ("type", "options"), (*optional, *more))
        for place, option in enumerate(listed(value["options"], at / "options", most)):
            _option(option, at / "options" / place, plain)
        first = value.get("initial_option")
        if first is not None and first not in value["options"]:
            raise (at / "initial_option").wrong("must be one of the options")
        for place, each in enumerate(value.get("initial_options") or ()):
            if each not in value["options"]:
                raise (at / "initial_options" / place).wrong("must be one of the options")
        _placeholder(value, at)
        _confirm(value, at)

    return check


def _users(value: Json, at: At) -> None:
    fields(
        value,
        at,
        ("type",),
        ("action_id", "placeholder", "initial_user", "confirm", "focus_on_load"),
    )
    _placeholder(value, at)
    _confirm(value, at)


def _input(*more: str) -> Rule:
    def check(value: Json, at: At) -> None:
        common = ("action_id", "placeholder", "focus_on_load", "dispatch_action_config")
        fields(value, at, ("type",), (*common, *more))
        _placeholder(value, at)
        for name in ("min_length", "max_length"):
            length = value.get(name)
            if length is not None and not 0 <= length <= 3000:
                raise (at / name).wrong("must be between 0 and 3000")

    return check


def _number(value: Json, at: At) -> None:
    fields(
        value,
        at,
        ("type", "is_decimal_allowed"),
        ("action_id", "placeholder", "initial_value", "min_value", "max_value", "focus_on_load"),
    )
    for name in ("initial_value", "min_value", "max_value"):
        if name in value:
            string(value[name], at / name, 100)
    _placeholder(value, at)


def _placeholder(value: Json, at: At) -> None:
    if "placeholder" in value:
        text(value["placeholder"], at / "placeholder", 150, plain=True)


RULES: dict[str, Rule] = {
    "button": _button,
    "image": image,
    "overflow": _choice(5, True),
    "static_select": _choice(MAX_OPTIONS, True, "initial_option"),
    "multi_static_select": _choice(MAX_OPTIONS, True, "initial_options", "max_selected_items"),
    "checkboxes": _choice(10, False, "initial_options"),
    "radio_buttons": _choice(10, False, "initial_option"),
    "users_select": _users,
    "plain_text_input": _input("initial_value", "multiline", "min_length", "max_length"),
    "email_text_input": _input("initial_value"),
    "url_text_input": _input("initial_value"),
    "number_input": _number,
    "datepicker": _input("initial_date", "confirm"),
}
SELECTS = frozenset({"static_select", "users_select", "checkboxes", "radio_buttons", "datepicker"})
IN_ACTIONS = SELECTS | {"button", "overflow"}
MULTIPLE = frozenset({"multi_static_select"})
"""Not in actions: https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element"""
IN_SECTION = IN_ACTIONS | MULTIPLE | {"image"}
TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
IN_INPUT = SELECTS | MULTIPLE | TYPED
