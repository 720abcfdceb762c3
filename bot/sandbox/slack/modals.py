"""Modals: each person sees a stack of up to three. https://docs.slack.dev/surfaces/modals"""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.sandbox.slack import blocks, facts
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.state.users import APP_ID, BOT_ID, TEAM
from bot.sandbox.slack.words import Json, Numbers, Refused


class Modals:
    """The open views of everybody, the topmost last.

    Args:
        shown: says of a `slack_file` whether a block may show it now.
    """

    def __init__(self, numbers: Numbers, changes: Changes, shown: Callable[[Json], bool]) -> None:
        self._numbers = numbers
        self._changes = changes
        self._shown = shown
        self._stacks: dict[str, list[Json]] = {}

    def of(self, user: str) -> list[Json]:
        """A person's views, the topmost last."""
        return self._stacks.get(user, [])

    def open(self, user: str, view: Json) -> Json:
        """Show a view, above nothing."""
        made = self._made(view)
        made["root_view_id"] = made["id"]
        self._stacks[user] = [made]
        self._changes.note(type="modals", user=user)
        return made

    def push(self, user: str, view: Json) -> Json:
        """Show a view above the topmost.

        Raises:
            Refused: there is none, or there are three.
        """
        stack = self._stacks.get(user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= facts.VIEWS_STACK_MAX:
            raise Refused("push_limit_reached")
        made = self._made(view)
        made |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
        stack.append(made)
        self._changes.note(type="modals", user=user)
        return made

    def update(self, view_id: str, external_id: str, view: Json, expected: str | None) -> Json:
        """Change a view in place.

        Raises:
            Refused: it is not open, or is not as the app believes (`hash`).
        """
        for user, stack in self._stacks.items():
            for place, known in enumerate(stack):
                if known["id"] != view_id and not (
                    external_id and known["external_id"] == external_id
                ):
                    continue
                if expected is not None and expected != known["hash"]:
                    raise Refused("hash_conflict")
                kept = {key: known[key] for key in ("id", "root_view_id", "previous_view_id")}
                stack[place] = self._made(view) | kept
                self._changes.note(type="modals", user=user)
                return stack[place]
        raise Refused("not_found")

    def close(self, user: str, every: bool = False) -> None:
        """Take the topmost view away, or all of them."""
        stack = self._stacks.get(user, [])
        del stack[0 if every else -1 :]
        self._changes.note(type="modals", user=user)

    def _made(self, view: Json) -> Json:
        if len(json.dumps(view)) > facts.VIEW_BYTES_MAX:
            raise Refused("view_too_large")
        checked = blocks.check_view(view, self._shown)
        identity = self._numbers.id("V")
        return {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "previous_view_id": None,
            **checked,
            "id": identity,
            "root_view_id": identity,
            "team_id": TEAM,
            "app_id": APP_ID,
            "bot_id": BOT_ID,
            "hash": f"{self._numbers.ts()}.{identity}",
            "state": {"values": {}},
        }
