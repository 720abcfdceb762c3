"""Buttons and choices: what was pressed, and what Slack tells the app of it.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

import time

from bot.sandbox.slack.people.places import NotPossible
from bot.sandbox.slack.words import Json

# What an interaction may choose in an element of each type.
CHOSEN = {
    "static_select": "selected_option",
    "overflow": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "users_select": "selected_user",
    "datepicker": "selected_date",
}


def pressed(blocks: list[Json], asked: Json) -> Json:
    """One entry of `actions`.

    Args:
        blocks: those that the person sees.
        asked: `action_id`, `block_id` where that is not enough, and what was chosen: the whole
            field (`selected_option` …), or `value` alone.

    Raises:
        NotPossible: there is no such element.
    """
    block, element = _find(blocks, asked)
    entry: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{time.time():.6f}",
    }
    if element["type"] == "button":
        shown = {name: element[name] for name in ("text", "value", "style") if name in element}
        return entry | shown
    chosen = CHOSEN.get(element["type"], "value")
    return entry | {chosen: asked.get(chosen, _by_value(element, asked.get("value")))}


def _find(blocks: list[Json], asked: Json) -> tuple[Json, Json]:
    for block in blocks:
        if asked.get("block_id") not in (None, block.get("block_id")):
            continue
        inside = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
        for element in inside:
            if isinstance(element, dict) and element.get("action_id") == asked.get("action_id"):
                return block, element
    raise NotPossible("That button is gone.")


def _by_value(element: Json, value: object) -> object:
    if "options" not in element:
        return value
    return next((each for each in element["options"] if each["value"] == value), None)
