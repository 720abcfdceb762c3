"""Who people in Slack are, remembered for a few minutes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.core.errors import FetchFailed
from bot.core.model import Member
from bot.core.ports import Clock

# usergroups.users.list allows 20 calls a minute (tier 2), and people's roles rarely change.
# https://docs.slack.dev/apis/web-api/rate-limits
REMEMBER_SECONDS = 300.0

T = TypeVar("T")


class SlackMembers:
    """`Members` by `users.info` and `usergroups.users.list`."""

    def __init__(self, client: WebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[str, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def member(self, user: str) -> Member:
        """See the port."""
        return self._remember(user, lambda: self._look_up(user))

    def group(self, user_group: str) -> frozenset[str]:
        """See the port."""
        return self._remember(user_group, lambda: self._look_up_group(user_group))

    def _remember(self, key: str, look_up: Callable[[], T]) -> T:
        now = self._clock.now()
        with self._lock:
            known = self._known.get(key)
        if known is not None and now - known[0] < REMEMBER_SECONDS:
            found: T = known[1]
            return found
        try:
            found = look_up()
        except (SlackClientError, OSError, KeyError) as error:
            raise FetchFailed(name=key) from error
        with self._lock:
            self._known[key] = (now, found)
        return found

    def _look_up(self, user: str) -> Member:
        info: dict[str, Any] = self._client.users_info(user=user)["user"]
        return Member(
            id=user,
            team=info.get("team_id") or "",
            is_admin=any(info.get(role) for role in ("is_admin", "is_owner", "is_primary_owner")),
            is_guest=bool(info.get("is_restricted") or info.get("is_ultra_restricted")),
            is_stranger=bool(info.get("is_stranger")),
            is_bot=bool(info.get("is_bot") or info.get("deleted")),
        )

    def _look_up_group(self, user_group: str) -> frozenset[str]:
        return frozenset(self._client.usergroups_users_list(usergroup=user_group)["users"])
