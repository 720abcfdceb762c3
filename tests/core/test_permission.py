"""Who may start and stop the model."""

from __future__ import annotations

import pytest

from bot.core.errors import NotAnAdmin
from bot.core.model import Member
from bot.core.permission import Permission
from tests.fakes import FakeMembers

PEOPLE = {
    "U1": Member("U1", "T1", is_admin=True),
    "U2": Member("U2", "T1"),
    "UGUEST": Member("UGUEST", "T1", is_admin=True, is_guest=True),
    "USTRANGER": Member("USTRANGER", "T1", is_admin=True, is_stranger=True),
    "UBOT": Member("UBOT", "T1", is_admin=True, is_bot=True),
    "UOTHER": Member("UOTHER", "T2", is_admin=True),
}
GROUPS = {"S1": frozenset({"U2", "UGUEST"})}


def may(user: str, *admins: str, team: str = "T1") -> bool:
    permission = Permission(FakeMembers(PEOPLE, GROUPS), "T1", admins)
    try:
        permission.require(user, team, "start")
    except NotAnAdmin:
        return False
    return True


@pytest.mark.parametrize(
    ("user", "admins", "allowed"),
    [
        ("U1", (), True),
        ("U2", (), False),
        ("U2", ("U2",), True),
        ("U1", ("U2",), False),
        ("U2", ("S1",), True),
        ("U1", ("S1",), False),
        ("U2", ("S404", "S1"), False),
        ("U404", (), False),
    ],
)
def test_who_may(user: str, admins: tuple[str, ...], allowed: bool) -> None:
    """Admins and owners may, or exactly those that the setting names; a doubt is a no."""
    assert may(user, *admins) is allowed


@pytest.mark.parametrize("user", ["UGUEST", "USTRANGER", "UBOT", "UOTHER"])
def test_outsiders_never_may(user: str) -> None:
    """Guests, bots and people of other organisations never may, whatever the setting says."""
    assert not may(user)
    assert not may(user, user, "S1")


def test_commands_from_another_workspace_are_refused() -> None:
    """A command from another workspace is refused, whoever sends it."""
    assert not may("U1", team="T2")


@pytest.mark.parametrize(
    ("admins", "who"),
    [((), "workspace admins and owners"), (("S1", "U2"), "<@U2>, <!subteam^S1>")],
)
def test_a_refusal_names_who_can(admins: tuple[str, ...], who: str) -> None:
    """Who may not is told who can."""
    permission = Permission(FakeMembers(PEOPLE, GROUPS), "T1", admins)

    with pytest.raises(NotAnAdmin) as refused:
        permission.require("UOTHER", "T1", "stop")

    assert refused.value.sentence.startswith(f"Only {who} may stop the model")


@pytest.mark.parametrize(
    ("admins", "who"),
    [
        ((), "workspace admins and owners"),
        (("S1", "U2"), "its admins, whom `/rekog status` names"),
    ],
)
def test_nobody_is_called_in_a_channel(admins: tuple[str, ...], who: str) -> None:
    """What a whole channel reads mentions no admin, since every mention calls somebody."""
    assert Permission(FakeMembers(PEOPLE, GROUPS), "T1", admins).who_unnamed == who
