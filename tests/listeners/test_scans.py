"""`/rekog scan …` and the buttons of a scan, as they are typed and pressed."""

from __future__ import annotations

import pytest

from bot.core.cards import Button, Press
from bot.core.scan_requests import ScanAction, ScanRequest
from bot.sandbox.slack import ADMIN, GENERAL, MEMBER
from tests.listeners.conftest import Office


def asked(office: Office) -> ScanRequest:
    (request,) = office.submitted
    assert isinstance(request, ScanRequest)
    return request


def test_a_scan_is_recorded(office: Office) -> None:
    """What is typed is recorded with who typed it and where, and acknowledged at once."""
    acked = office.type("scan s3://lake/a & b/ labels Cat, Dog at 80", MEMBER)

    payload = office.slack.deliveries[-1].payload
    assert acked.body == {}
    assert asked(office) == ScanRequest(
        key=f"command:{payload['trigger_id']}",
        action=ScanAction.SCAN,
        user=MEMBER,
        team=payload["team_id"],
        channel=GENERAL,
        response_url=payload["response_url"],
        uri="s3://lake/a & b/",
        labels=("Cat", "Dog"),
        min_confidence=80.0,
    )


@pytest.mark.parametrize("text", ["scan https://lake/p/", "scan s3://lake/p/ at 300", "scan cats"])
def test_what_is_not_understood(office: Office, text: str) -> None:
    """What is no scan is answered with what to write, and nothing is recorded."""
    acked = office.type(text, MEMBER)

    assert "scan s3://bucket/prefix/" in acked.body["text"] or "from 0 to 100" in acked.body["text"]
    assert office.submitted == []


@pytest.mark.parametrize(
    ("press", "action"),
    [
        (Press.SCAN_CONFIRM, ScanAction.CONFIRM),
        (Press.SCAN_PAUSE, ScanAction.PAUSE),
        (Press.SCAN_RESUME, ScanAction.RESUME),
        (Press.SCAN_CANCEL, ScanAction.CANCEL),
    ],
)
def test_a_press_is_recorded(office: Office, press: Press, action: ScanAction) -> None:
    """Each button asks for what it says, of the scan that it carries."""
    ts = office.show(Button("Press me", press, "ab12cd34"), to=ADMIN)

    office.press(ts, ADMIN, press.value)

    request = asked(office)
    assert (request.action, request.scan, request.user) == (action, "ab12cd34", ADMIN)
    assert not request.from_shell
