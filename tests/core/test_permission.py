"""Who may start and stop the model, and what is for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.core.errors import FetchFailed, NotAnAdmin, NotATeacher
from bot.core.model import Member
from bot.core.permission import NEEDS_ADMIN, Permission
from bot.core.requests import Entry, ModelAction, ModelRequest, ParkedRequest
from tests.fakes import FakeMembers

PEOPLE = {
    "U_ADMIN": Member("U_ADMIN", "T1", is_admin=True),
    "U_OWNER": Member("U_OWNER", "T1", is_admin=True),
    "U_NAMED": Member("U_NAMED", "T1"),
    "U_GROUPED": Member("U_GROUPED", "T1"),
    "U_MEMBER": Member("U_MEMBER", "T1"),
    "U_GUEST": Member("U_GUEST", "T1", is_admin=True, is_guest=True),
    "U_SINGLE": Member("U_SINGLE", "T1", is_admin=True, is_guest=True),
    "U_STRANGER": Member("U_STRANGER", "T2", is_admin=True, is_stranger=True),
    "U_BOT": Member("U_BOT", "T1", is_admin=True, is_bot=True),
    "U_GONE": Member("U_GONE", "T1", is_admin=True, is_bot=True),  # as the members' port has it
}
OUTSIDERS = ("U_GUEST", "U_SINGLE", "U_STRANGER", "U_BOT", "U_GONE")
GROUPS = {"S_KEEPERS": frozenset({"U_GROUPED", *OUTSIDERS, "U_UNKNOWN"})}
NOBODY: tuple[str, ...] = ()
EVERYBODY = ("U_NAMED", *OUTSIDERS, "U_UNKNOWN", "S_KEEPERS")

# What each role may, with nothing in ADMINS, and where ADMINS names one person, one user group and
# all those who never may. Slack does not say who U_UNKNOWN is. The same through a command, a
# button, and from a shell, where Slack's user ids do not count.
TABLE = """
ADMINS  user         status cost | start stop keep | log jobs retry drop

nobody  U_ADMIN      yes    yes  | yes   yes  yes  | yes yes  yes   yes
nobody  U_OWNER      yes    yes  | yes   yes  yes  | yes yes  yes   yes
nobody  U_NAMED      yes    yes  | -     -    -    | -   -    -     -
nobody  U_GROUPED    yes    yes  | -     -    -    | -   -    -     -
nobody  U_MEMBER     yes    yes  | -     -    -    | -   -    -     -
nobody  U_GUEST      yes    yes  | -     -    -    | -   -    -     -
nobody  U_SINGLE     yes    yes  | -     -    -    | -   -    -     -
nobody  U_STRANGER   yes    yes  | -     -    -    | -   -    -     -
nobody  U_BOT        yes    yes  | -     -    -    | -   -    -     -
nobody  U_GONE       yes    yes  | -     -    -    | -   -    -     -
nobody  U_UNKNOWN    yes    yes  | -     -    -    | -   -    -     -

some    U_ADMIN      yes    yes  | -     -    -    | -   -    -     -
some    U_OWNER      yes    yes  | -     -    -    | -   -    -     -
some    U_NAMED      yes    yes  | yes   yes  yes  | yes yes  yes   yes
some    U_GROUPED    yes    yes  | yes   yes  yes  | yes yes  yes   yes
some    U_MEMBER     yes    yes  | -     -    -    | -   -    -     -
some    U_GUEST      yes    yes  | -     -    -    | -   -    -     -
some    U_SINGLE     yes    yes  | -     -    -    | -   -    -     -
some    U_STRANGER   yes    yes  | -     -    -    | -   -    -     -
some    U_BOT        yes    yes  | -     -    -    | -   -    -     -
some    U_GONE       yes    yes  | -     -    -    | -   -    -     -
some    U_UNKNOWN    yes    yes  | -     -    -    | -   -    -     -
"""
HEAD, *ROWS = (line.replace("|", "").split() for line in TABLE.splitlines() if line)
ACTIONS = HEAD[2:]


def listed() -> Iterator[tuple[str, str, str, bool]]:
    """Each cell: what ADMINS names, who, what, and whether they may."""
    for admins, user, *cells in ROWS:
        for action, cell in zip(ACTIONS, cells, strict=True):
            yield admins, user, action, cell == "yes"


def request(
    action: str, user: str, entry: Entry = Entry.COMMAND, team: str = ""
) -> ModelRequest | ParkedRequest:
    team = team or ("T2" if user == "U_STRANGER" else "T1")
    if action in ("retry", "drop"):
        return ParkedRequest("k", "r", action == "retry", user, team, "C1", "", entry)
    return ModelRequest("k", ModelAction(action), user, team, "C1", "", entry)


def permission(admins: tuple[str, ...] = NOBODY) -> Permission:
    return Permission(FakeMembers(PEOPLE, GROUPS), "T1", admins)


def may(asked: ModelRequest | ParkedRequest, admins: tuple[str, ...] = NOBODY) -> bool:
    try:
        permission(admins).require_for(asked)
    except NotAnAdmin:
        return False
    return True


def test_the_table_is_whole() -> None:
    """The table has every role with each setting, and every action."""
    everybody = [*PEOPLE, "U_UNKNOWN"]

    assert sorted(ACTIONS) == sorted([*(each.value for each in ModelAction), "retry", "drop"])
    assert [row[:2] for row in ROWS] == [
        [admins, user] for admins in ("nobody", "some") for user in everybody
    ]


@pytest.mark.parametrize("entry", Entry, ids=lambda entry: entry.value)
@pytest.mark.parametrize(("admins", "user", "action", "allowed"), list(listed()))
def test_who_may_what(admins: str, user: str, action: str, allowed: bool, entry: Entry) -> None:
    """Who may do what is the same through every way in."""
    named = EVERYBODY if admins == "some" else NOBODY

    assert may(request(action, user, entry), named) is allowed


@pytest.mark.parametrize("entry", Entry, ids=lambda entry: entry.value)
@pytest.mark.parametrize("action", ACTIONS)
def test_at_a_shell(action: str, entry: Entry) -> None:
    """Whoever has a shell may do everything there, and the same name is worth nothing in Slack."""
    allowed = entry is Entry.SHELL or action in ("status", "cost")

    assert may(request(action, "shell:ada", entry)) is allowed


@pytest.mark.parametrize(("admins", "user", "action", "allowed"), list(listed()))
def test_from_another_workspace(admins: str, user: str, action: str, allowed: bool) -> None:
    """What comes from another workspace may only look, whoever sends it."""
    named = EVERYBODY if admins == "some" else NOBODY

    assert may(request(action, user, team="T2"), named) is (action in ("status", "cost"))


@pytest.mark.parametrize(
    ("admins", "allowed"),
    [
        (("S_MISSING", "S_KEEPERS"), True),
        (("S_KEEPERS", "S_MISSING"), True),
        (("S_MISSING", "U_GROUPED"), True),
        (("S_MISSING",), False),
    ],
)
def test_a_group_that_slack_does_not_show(admins: tuple[str, ...], allowed: bool) -> None:
    """One user group that Slack does not show has nobody in it; the others still count."""
    assert may(request("stop", "U_GROUPED"), admins) is allowed


def test_who_may_is_looked_up_each_time() -> None:
    """Whoever is no admin any more may not press the button that came when they were."""
    members = FakeMembers(dict(PEOPLE))
    rule = Permission(members, "T1", NOBODY)
    rule.require_for(request("start", "U_ADMIN", Entry.BUTTON))
    members.people["U_ADMIN"] = Member("U_ADMIN", "T1")

    with pytest.raises(NotAnAdmin):
        rule.require_for(request("start", "U_ADMIN", Entry.BUTTON))


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("start", "may start the model, because a running model can cost money."),
        ("stop", "may stop the model, because a running model can cost money."),
        ("keep", "may put off the stop of the model, because a running model can cost money."),
        ("log", "may read the log of the model, because other people's work is in it."),
        ("jobs", "may see the jobs that failed, because other people's work is in it."),
        ("retry", "may retry or drop jobs, because other people's work is in it."),
        ("drop", "may retry or drop jobs, because other people's work is in it."),
    ],
)
@pytest.mark.parametrize(
    ("admins", "who"),
    [(NOBODY, "workspace admins and owners"), (("S1", "U2"), "<@U2>, <!subteam^S1>")],
)
def test_a_refusal_names_who_can(
    action: str, sentence: str, admins: tuple[str, ...], who: str
) -> None:
    """Who may not is told who can, and why."""
    with pytest.raises(NotAnAdmin) as refused:
        permission(admins).require_for(request(action, "U_MEMBER"))

    assert refused.value.sentence == f"Only {who} {sentence} Ask one of them."


def test_what_needs_an_admin() -> None:
    """How the model is and what it costs is no secret; everything else is for admins."""
    assert {*ModelAction} - NEEDS_ADMIN == {ModelAction.STATUS, ModelAction.COST}


@pytest.mark.parametrize("action", ["status", "cost"])
def test_nobody_is_looked_up_for_what_is_no_secret(action: str) -> None:
    """While Slack does not answer, everybody can still see how the model is."""

    class Away(FakeMembers):
        def member(self, user: str) -> Member:
            raise FetchFailed(name=user)

    rule = Permission(Away(), "T1", ("S_KEEPERS",))
    with pytest.raises(NotAnAdmin):
        rule.require_for(request("stop", "U_ADMIN"))

    rule.require_for(request(action, "U_ADMIN"))


@pytest.mark.parametrize(
    ("admins", "who"),
    [(NOBODY, "workspace admins and owners"), (("S1", "U2"), "its admins, whom `/rekog status`")],
)
def test_nobody_is_called_in_a_channel(admins: tuple[str, ...], who: str) -> None:
    """What a whole channel reads mentions no admin, since every mention calls somebody."""
    assert permission(admins).who_unnamed.startswith(who)


def teaches(user: str, team: str = "T1", teachers: tuple[str, ...] = NOBODY) -> bool:
    try:
        Permission(FakeMembers(PEOPLE, GROUPS), "T1", NOBODY, teachers).require_teacher(user, team)
    except NotATeacher:
        return False
    return True


@pytest.mark.parametrize("user", [*PEOPLE, "U_UNKNOWN"])
def test_who_may_teach(user: str) -> None:
    """All full members may teach, admins or not; guests, strangers, bots and unknown people not."""
    assert teaches(user) is (user not in (*OUTSIDERS, "U_UNKNOWN"))
    assert not teaches(user, "T2")


@pytest.mark.parametrize("user", [*PEOPLE, "U_UNKNOWN"])
def test_named_teachers(user: str) -> None:
    """Where teachers are named, only those may teach; naming an outsider changes nothing."""
    assert teaches(user, teachers=EVERYBODY) is (user in ("U_NAMED", "U_GROUPED"))


def test_who_can_teach_is_said() -> None:
    """The refusal says who can."""
    with pytest.raises(NotATeacher, match="Only full members of this workspace may teach me"):
        permission().require_teacher("U_GUEST", "T1")
