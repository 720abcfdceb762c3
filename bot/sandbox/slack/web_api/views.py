"""Modals: `views.*`."""

from __future__ import annotations

from bot.sandbox.slack.web_api.call import Call
from bot.sandbox.slack.words import Json, Refused


def open_(call: Call) -> Json:
    """`views.open`."""
    view = call.json("view")
    user, _ = _trigger(call)
    return {"view": call.hub.modals.open(user, view)}


def push(call: Call) -> Json:
    """`views.push`."""
    view = call.json("view")
    user, _ = _trigger(call)
    return {"view": call.hub.modals.push(user, view)}


def update(call: Call) -> Json:
    """`views.update`."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise Refused("invalid_arguments", "[ERROR] missing required field: view_id")
    expected = call.text("hash") or None
    return {"view": call.hub.modals.update(view_id, external_id, call.json("view"), expected)}


def _trigger(call: Call) -> tuple[str, str]:
    key = call.text("trigger_id")
    if not key:
        raise Refused("invalid_arguments", "[ERROR] missing required field: trigger_id")
    return call.hub.tickets.use_trigger(key)
