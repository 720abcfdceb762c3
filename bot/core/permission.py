"""Who may start and stop the model: people who may spend money, and nobody by accident."""

from __future__ import annotations

import logging
from types import MappingProxyType

from bot.core.errors import FetchFailed, NotAnAdmin
from bot.core.ports import Members
from bot.core.requests import Entry, ModelAction, ModelRequest

log = logging.getLogger(__name__)

NEEDS_ADMIN = MappingProxyType(
    {
        ModelAction.START: "start",
        ModelAction.STOP: "stop",
        ModelAction.KEEP: "keep",
        ModelAction.LOG: "read the log of",
        ModelAction.JOBS: "see the failed jobs of",
    }
)
"""What only those may do who may spend money, in the words of the refusal."""


class Permission:
    """Decides who may operate the model.

    Args:
        members: who people are.
        team: the workspace that the bot lives in; people of other organisations never may.
        admins: user ids and user group ids (`S…`); empty means the workspace's admins and owners.
    """

    def __init__(self, members: Members, team: str, admins: tuple[str, ...]) -> None:
        self._members = members
        self._team = team
        self._users = frozenset(each for each in admins if not each.startswith("S"))
        self._groups = tuple(each for each in admins if each.startswith("S"))

    @property
    def who(self) -> str:
        """Those who may, by name, for messages that one person reads."""
        if not self._users and not self._groups:
            return "workspace admins and owners"
        users = [f"<@{user}>" for user in sorted(self._users)]
        return ", ".join([*users, *(f"<!subteam^{group}>" for group in self._groups)])

    @property
    def who_unnamed(self) -> str:
        """Those who may, for messages in a channel, where naming people would call them."""
        if not self._users and not self._groups:
            return self.who
        return "its admins, whom `/rekog status` names"

    def require_for(self, request: ModelRequest) -> None:
        """Let through who may ask for this; how the model is, and what it costs, is no secret.

        A request from a shell is let through: whoever has one holds the bot's own credentials.

        Raises:
            NotAnAdmin: this person may not; the sentence names who can.
        """
        words = NEEDS_ADMIN.get(request.action)
        if words is None or request.entry is Entry.SHELL:
            return
        self.require(request.user, request.team, words)

    def require(self, user: str, team: str, action: str) -> None:
        """Let through who may; a doubt is a no.

        Raises:
            NotAnAdmin: this person may not; the sentence names who can.
        """
        if not self._may(user, team):
            raise NotAnAdmin(who=self.who, action=action)

    def _may(self, user: str, team: str) -> bool:
        if team != self._team:
            return False
        try:
            member = self._members.member(user)
            if member.team != self._team or member.is_guest or member.is_stranger or member.is_bot:
                return False
            if not self._users and not self._groups:
                return member.is_admin
            return user in self._users or any(
                user in self._members.group(group) for group in self._groups
            )
        except FetchFailed:
            log.warning("cannot tell who %s is, so they may not operate the model", user)
            return False
