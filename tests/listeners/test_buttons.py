"""Buttons, as they are pressed."""

from __future__ import annotations

import logging

import pytest

from bot.core.cards import Button, Press, write_terms
from bot.core.requests import (
    Entry,
    FeedMuteRequest,
    ModelAction,
    ModelRequest,
    ParkedRequest,
    Request,
    StartTerms,
)
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, STRANGER, Fault
from tests.listeners.conftest import Office

TERMS = StartTerms(7200.0, 2, 4)
QUESTION = (
    Button("Start it", Press.CONFIRM_START, write_terms(TERMS)),
    Button("Not now", Press.DISMISS),
)
JOBS = tuple(
    Button(press.value, press, reference)
    for reference in ("r1", "r2", "r3")
    for press in (Press.RETRY_JOB, Press.DROP_JOB)
)


def asked(office: Office) -> Request:
    (request,) = office.submitted
    return request


@pytest.mark.parametrize(
    ("button", "action", "terms"),
    [
        (Button("Start", Press.START), ModelAction.START, StartTerms()),
        (Button("Start", Press.START, write_terms(TERMS)), ModelAction.START, TERMS),
        (Button("Stop", Press.STOP), ModelAction.STOP, StartTerms()),
        (Button("Keep 1 hour", Press.KEEP), ModelAction.KEEP, StartTerms()),
    ],
    ids=["start", "start with terms", "stop", "keep"],
)
def test_a_press_is_recorded_like_a_command(
    office: Office, button: Button, action: ModelAction, terms: StartTerms
) -> None:
    """A button asks for the same as its command, with who pressed it and where."""
    ts = office.show(button, to=MEMBER)

    acked = office.press(ts, MEMBER, button.press.value)

    payload = office.slack.deliveries[-1].payload
    assert acked.acked
    assert asked(office) == ModelRequest(
        key=f"click:{payload['trigger_id']}",
        action=action,
        user=MEMBER,
        team=payload["user"]["team_id"],
        channel=GENERAL,
        response_url=payload["response_url"],
        entry=Entry.BUTTON,
        terms=terms,
    )


def test_a_start_that_was_agreed_to(office: Office) -> None:
    """Agreeing to the price starts on the terms that were asked about, and ends the question."""
    ts = office.show(*QUESTION, to=ADMIN)

    office.press(ts, ADMIN, Press.CONFIRM_START.value)

    request = asked(office)
    assert isinstance(request, ModelRequest)
    assert (request.action, request.terms, request.confirmed) == (ModelAction.START, TERMS, True)
    office.slack.wait_for(lambda: not office.shown(ts, ADMIN))


def test_a_question_that_is_declined(office: Office) -> None:
    """Declining asks for nothing, and the question goes away."""
    ts = office.show(*QUESTION, to=ADMIN)

    acked = office.press(ts, ADMIN, Press.DISMISS.value)

    assert acked.acked
    office.slack.wait_for(lambda: not office.shown(ts, ADMIN))
    assert office.submitted == []


def test_a_question_that_cannot_be_taken_away(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Where Slack does not take a question away, the start is recorded, and the next one goes."""
    caplog.set_level(logging.INFO, "bot.listeners.buttons")
    first, second = (office.show(*QUESTION, to=ADMIN) for _ in range(2))
    office.slack.go_wrong("response_url", Fault(times=2, drop=True))

    acked = office.press(first, ADMIN, Press.CONFIRM_START.value)
    office.press(second, ADMIN, Press.DISMISS.value)
    office.slack.wait_for(lambda: not office.shown(second, ADMIN))

    assert acked.acked
    assert isinstance(asked(office), ModelRequest)
    assert office.shown(first, ADMIN)
    assert "a question stays where it is" in caplog.text


def test_a_start_that_is_not_recorded_keeps_its_question(office: Office) -> None:
    """While nothing can be recorded Slack shows an error, and the question can be pressed again."""
    ts = office.show(*QUESTION, to=ADMIN)
    office.jobs.trouble = OSError("the database is away")

    failed = office.press(ts, ADMIN, Press.CONFIRM_START.value)
    office.jobs.trouble = None
    again = office.press(ts, ADMIN, Press.CONFIRM_START.value)

    assert (failed.acked, again.acked) == (False, True)
    assert isinstance(asked(office), ModelRequest)


@pytest.mark.parametrize(
    ("action_id", "retry", "reference"),
    [
        ("job_retry", True, "r1"),
        ("job_retry:2", True, "r2"),
        ("job_drop", False, "r1"),
        ("job_drop:3", False, "r3"),
    ],
)
def test_a_job_is_retried_or_dropped(
    office: Office, action_id: str, retry: bool, reference: str
) -> None:
    """Of several buttons of a kind the one that was pressed counts."""
    ts = office.show(*JOBS, to=ADMIN)

    acked = office.press(ts, ADMIN, action_id)

    payload = office.slack.deliveries[-1].payload
    assert acked.acked
    assert asked(office) == ParkedRequest(
        key=f"click:{payload['trigger_id']}",
        reference=reference,
        retry=retry,
        user=ADMIN,
        team=payload["user"]["team_id"],
        channel=GENERAL,
        response_url=payload["response_url"],
    )
    assert office.shown(ts, ADMIN)


@pytest.mark.parametrize("press", [Press.MUTE_FEED, Press.UNMUTE_FEED])
def test_a_rule_of_the_feed_is_muted_or_unmuted(office: Office, press: Press) -> None:
    """The button names its rule."""
    ts = office.show(Button("Mute", press, "s3://pictures/in/"), to=MEMBER)

    office.press(ts, MEMBER, press.value)

    payload = office.slack.deliveries[-1].payload
    assert asked(office) == FeedMuteRequest(
        key=f"click:{payload['trigger_id']}",
        rule="s3://pictures/in/",
        mute=press is Press.MUTE_FEED,
        user=MEMBER,
        team=payload["user"]["team_id"],
        channel=GENERAL,
        response_url=payload["response_url"],
    )
    assert office.shown(ts, MEMBER)


@pytest.mark.parametrize("user", [MEMBER, GUEST, STRANGER])
def test_anybody_who_presses_is_recorded_as_who_they_are(office: Office, user: str) -> None:
    """Whoever sees a button can press it; where they are from is their own team, not the app's."""
    ts = office.show(Button("Stop", Press.STOP))

    office.press(ts, user, Press.STOP.value)

    request = asked(office)
    own = office.slack.deliveries[-1].payload["team"]["id"]
    assert isinstance(request, ModelRequest)
    assert (request.user, request.team == own) == (user, user != STRANGER)


def test_a_press_that_is_delivered_again(office: Office) -> None:
    """A press that comes a second time counts once; pressing a second time counts twice."""
    ts = office.show(Button("Keep 1 hour", Press.KEEP), to=ADMIN)
    office.press(ts, ADMIN, Press.KEEP.value)

    again = office.slack.retry(office.slack.deliveries[-1])
    assert again.acked
    assert len(office.submitted) == 1

    office.press(ts, ADMIN, Press.KEEP.value)
    assert len(office.submitted) == 2


IN_MODALS = {Press.PICTURE}


@pytest.mark.parametrize(
    "press", [each for each in Press if each not in IN_MODALS], ids=lambda press: press.value
)
def test_every_button_is_taken(office: Office, press: Press) -> None:
    """No button is left without somebody who acknowledges its press."""
    ts = office.show(Button("Press", press), to=ADMIN)

    assert office.press(ts, ADMIN, press.value).acked
