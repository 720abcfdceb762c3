"""Who may start and stop the model: people who may spend money, and nobody by accident.

Who may teach it: those who belong here. One rule holds for every way in, and it is asked again at
each press of a button.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from types import MappingProxyType

from bot.core.errors import FetchFailed, NotAMember, NotAnAdmin, NotATeacher, OthersWork
from bot.core.model import Member
from bot.core.ports import Members
from bot.core.requests import (
    Entry,
    ModelAction,
    ModelRequest,
    ParkedRequest,
    TrainingAction,
    TrainingRequest,
)
from bot.core.scan_requests import ScanAction, ScanRequest

log = logging.getLogger(__name__)

COSTS = MappingProxyType(
    {
        ModelAction.START: "start",
        ModelAction.STOP: "stop",
        ModelAction.KEEP: "put off the stop of",
    }
)
TELLS = MappingProxyType(
    {
        ModelAction.LOG: "read the log of the model",
        ModelAction.JOBS: "see the jobs that failed",
    }
)
TRAINS = MappingProxyType(
    {
        TrainingAction.TRAIN: "train",
        TrainingAction.EVALUATE: "measure",
        TrainingAction.USE: "switch the team to another version of",
        TrainingAction.FORGET: "delete a label of",
    }
)
SCANS = MappingProxyType(
    {
        ScanAction.CONFIRM: "start a scan with",
        ScanAction.PAUSE: "pause a scan with",
        ScanAction.RESUME: "go on with a scan with",
        ScanAction.CANCEL: "cancel a scan with",
    }
)
NEEDS_ADMIN = frozenset({*COSTS, *TELLS, *TRAINS, *SCANS})
"""What is not for everybody: what can cost money, and what tells of other people's work."""

AdminRequest = ModelRequest | TrainingRequest | ParkedRequest | ScanRequest


@dataclass(frozen=True, slots=True)
class Named:
    """People whom a setting names: users, and user groups."""

    users: frozenset[str]
    groups: tuple[str, ...]

    @classmethod
    def of(cls, ids: tuple[str, ...]) -> Named:
        """Tell user groups (`S…`) from users."""
        groups = tuple(each for each in ids if each.startswith("S"))
        return cls(frozenset(ids) - frozenset(groups), groups)

    @property
    def who(self) -> str:
        """All of them, in Slack's markup; empty when there is nobody."""
        users = [f"<@{user}>" for user in sorted(self.users)]
        return ", ".join([*users, *(f"<!subteam^{group}>" for group in self.groups)])


class Permission:
    """Decides who may operate the model, and who may teach it.

    Args:
        members: who people are.
        team: the workspace that the bot lives in; people of other organisations never may.
        admins: user ids and user group ids (`S…`); empty means the workspace's admins and owners.
        teachers: likewise; empty means all full members.
    """

    def __init__(
        self,
        members: Members,
        team: str,
        admins: tuple[str, ...],
        teachers: tuple[str, ...] = (),
    ) -> None:
        self._members = members
        self._team = team
        self._admins = Named.of(admins)
        self._teachers = Named.of(teachers)

    @property
    def who(self) -> str:
        """Those who may, by name, for messages that one person reads."""
        return self._admins.who or "workspace admins and owners"

    @property
    def who_unnamed(self) -> str:
        """Those who may, for messages in a channel, where naming people would call them."""
        if not self._admins.who:
            return self.who
        return "its admins, whom `/rekog status` names"

    def require_for(self, request: AdminRequest) -> None:
        """Let through who may ask for this; how the model is, and what it costs, is no secret.

        A request from a shell is let through: whoever has one holds the bot's own credentials.

        Raises:
            NotAnAdmin: this person may not; the sentence names who can.
        """
        if _at_shell(request):
            return
        if isinstance(request, ParkedRequest):
            self._require_for_others(request, "retry or drop jobs")
        elif request.action not in NEEDS_ADMIN:
            return
        elif isinstance(request, TrainingRequest):
            self.require(request.user, request.team, TRAINS[request.action])
        elif isinstance(request, ScanRequest):
            self.require(request.user, request.team, SCANS[request.action])
        elif request.action in COSTS:
            self.require(request.user, request.team, COSTS[request.action])
        else:
            self._require_for_others(request, TELLS[request.action])

    def require(self, user: str, team: str, action: str) -> None:
        """Let through who may; a doubt is a no.

        Args:
            user: the user id.
            team: the workspace that it was asked from.
            action: the words before “the model” in the refusal.

        Raises:
            NotAnAdmin: this person may not; the sentence names who can.
        """
        if not self._may(user, team):
            raise NotAnAdmin(who=self.who, action=action)

    def require_teacher(self, user: str, team: str) -> None:
        """Let through who may teach; a doubt is a no.

        Raises:
            NotATeacher: this person may not; the sentence says who can.
        """
        member = self._full_member(user, team)
        if member is None or (self._teachers.who and not self._names(self._teachers, user)):
            raise NotATeacher(who=self._teachers.who or "full members of this workspace")

    def require_member(self, user: str, team: str) -> None:
        """Let through who belongs to this workspace.

        Raises:
            NotAMember: this person does not.
        """
        if self._full_member(user, team) is None:
            raise NotAMember()

    def _require_for_others(self, request: AdminRequest, action: str) -> None:
        if not self._may(request.user, request.team):
            raise OthersWork(who=self.who, action=action)

    def _may(self, user: str, team: str) -> bool:
        member = self._full_member(user, team)
        if member is None:
            return False
        return self._names(self._admins, user) if self._admins.who else member.is_admin

    def _full_member(self, user: str, team: str) -> Member | None:
        """Somebody who belongs to this workspace; no guest, stranger or bot."""
        if team != self._team:
            return None
        try:
            member = self._members.member(user)
        except FetchFailed:
            log.warning("cannot tell who %s is, so they may do nothing", user)
            return None
        outsider = member.is_guest or member.is_stranger or member.is_bot
        return None if outsider or member.team != self._team else member

    def _names(self, named: Named, user: str) -> bool:
        return user in named.users or any(self._holds(group, user) for group in named.groups)

    def _holds(self, group: str, user: str) -> bool:
        """Whether a user group has somebody; one that Slack does not show has nobody."""
        try:
            return user in self._members.group(group)
        except FetchFailed:
            log.warning("cannot tell who is in the user group %s, so nobody is", group)
            return False


def _at_shell(request: AdminRequest) -> bool:
    # No user id of Slack's has a colon in it.
    shell = isinstance(request, ScanRequest) and request.from_shell
    if not isinstance(request, ScanRequest):
        shell = request.entry is Entry.SHELL
    return shell and request.user.startswith("shell:")
