"""Modals. https://docs.slack.dev/surfaces/modals"""

from __future__ import annotations

import copy

from bot.sandbox.slack import payloads
from bot.sandbox.slack.delivery.attempts import INTERACTIVE, Attempt
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.people.elements import pressed
from bot.sandbox.slack.people.places import NotPossible, Places
from bot.sandbox.slack.words import Json, Refused


class Views:
    """What people do with modals. Everything raises `NotPossible` where Slack would say no."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._places = Places(hub.workspace)

    async def submit(self, user: str, view_id: str, values: Json) -> Attempt:
        """Submit the topmost modal; it closes unless the app answers otherwise.

        Args:
            user: who.
            view_id: of the modal.
            values: by block id and action id, as in `state.values`.
        """
        view = self._topmost(user, view_id)
        for block in view["blocks"]:
            if block["type"] == "input" and not block.get("optional"):
                given = values.get(block["block_id"]) or {}
                _check_filled(given.get(block["element"]["action_id"]) or {})
        view["state"] = {"values": copy.deepcopy(values)}
        payload = {**self._payload("view_submission", user, view), "response_urls": []}
        attempt = await self._hub.outbox.send(INTERACTIVE, payload).first
        if attempt.acked:
            self._follow(user, view, attempt.body)
        return attempt

    async def act(self, user: str, view_id: str, asked: Json) -> Attempt:
        """Press a button, or choose, in the topmost modal."""
        view = self._topmost(user, view_id)
        payload = {
            **self._payload("block_actions", user, view),
            "container": {"type": "view", "view_id": view_id},
            "actions": [pressed(view["blocks"], asked)],
        }
        return await self._hub.outbox.send(INTERACTIVE, payload).first

    async def close(self, user: str) -> None:
        """Close the topmost modal; the app hears of it where it asked to."""
        stack = self._hub.modals.of(user)
        if not stack:
            return
        view = stack[-1]
        self._hub.modals.close(user)
        if view["notify_on_close"]:
            payload = {**self._payload("view_closed", user, view), "is_cleared": False}
            payload.pop("trigger_id")
            await self._hub.outbox.send(INTERACTIVE, payload).first

    def _topmost(self, user: str, view_id: str) -> Json:
        stack = self._hub.modals.of(user)
        if not stack or stack[-1]["id"] != view_id:
            raise NotPossible("That dialog is closed.")
        return stack[-1]

    def _payload(self, kind: str, user: str, view: Json) -> Json:
        return {
            **payloads.interaction(self._places.person(user), kind),
            "trigger_id": self._hub.tickets.trigger(user, view["id"]),
            "view": copy.deepcopy(view),
        }

    def _follow(self, user: str, view: Json, answer: Json) -> None:
        """Do what the app answered; nothing means that the modal closes."""
        modals, what = self._hub.modals, answer.get("response_action", "")
        try:
            if what == "update":
                modals.update(view["id"], "", answer.get("view") or {}, None)
            elif what == "push":
                modals.push(user, answer.get("view") or {})
            elif what == "errors":
                _check_errors(view, answer.get("errors") or {})
            else:
                modals.close(user, every=what == "clear")
        except Refused as refused:
            # The app hears nothing of it: Slack tells the person alone.
            raise NotPossible("We had some trouble connecting. Try again?") from refused


def _check_filled(given: Json) -> None:
    if all(value in (None, "", []) for name, value in given.items() if name != "type"):
        raise NotPossible("Please complete this required field.")


def _check_errors(view: Json, errors: Json) -> None:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not errors or not set(errors) <= inputs:
        raise Refused("invalid_arguments")
