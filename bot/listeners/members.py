"""Who people in Slack are, remembered for a few minutes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.core.errors import FetchFailed
from bot.core.model import Member
from bot.core.ports import Clock

# usergroups.users.list allows 20 calls a minute (tier 2), and people's roles rarely change.
# https://docs.slack.dev/apis/web-api/rate-limits
REMEMBER_SECONDS = 300.0

# https://docs.slack.dev/reference/methods/users.list recommends at most 200 a page.
PAGE_SIZE, PAGES = 200, 50

T = TypeVar("T")

log = logging.getLogger(__name__)


class SlackMembers:
    """`Members` by `users.info`, `users.list` and `usergroups.users.list`."""

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

    def admins(self) -> list[str]:
        """The user ids of the workspace's admins and owners, remembered for some minutes.

        Nobody, when Slack does not say. Never raises.
        """
        try:
            return list(self._remember("users.list", self._look_up_admins))
        except FetchFailed:
            log.warning("cannot tell who the workspace's admins are", exc_info=True)
            return []

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
        return _member(self._client.users_info(user=user)["user"], user)

    def _look_up_admins(self) -> tuple[str, ...]:
        found: list[Member] = []
        cursor = ""
        for _ in range(PAGES):
            page = self._client.users_list(limit=PAGE_SIZE, cursor=cursor or None)
            found += [_member(each, each["id"]) for each in page["members"]]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return tuple(each.id for each in found if each.is_admin and _counts(each))

    def _look_up_group(self, user_group: str) -> frozenset[str]:
        return frozenset(self._client.usergroups_users_list(usergroup=user_group)["users"])


def _member(info: Mapping[str, Any], user: str) -> Member:
    return Member(
        id=user,
        team=info.get("team_id") or "",
        is_admin=any(info.get(role) for role in ("is_admin", "is_owner", "is_primary_owner")),
        is_guest=bool(info.get("is_restricted") or info.get("is_ultra_restricted")),
        is_stranger=bool(info.get("is_stranger")),
        is_bot=bool(info.get("is_bot") or info.get("deleted")),
    )


def _counts(member: Member) -> bool:
    return not (member.is_guest or member.is_stranger or member.is_bot)
