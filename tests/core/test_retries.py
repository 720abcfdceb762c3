"""Which failures are worth another try."""

from __future__ import annotations

import pytest

from bot.core import errors
from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.retries import AWAY, KINDS, NOT_POSTED, THROTTLED, UNKNOWN, Kind, kind_of


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.DetectionThrottled(), THROTTLED),
        (errors.DetectionFailed(), AWAY),
        (errors.ModelOutOfReach(), AWAY),
        (errors.S3Unavailable(uri="s3://pics/cat.jpg"), AWAY),
        (errors.SlackUnavailable(name="cat.jpg"), AWAY),
        (errors.SlackAway(reason="HTTP 503"), NOT_POSTED),
        (KeyError("x"), UNKNOWN),
    ],
)
def test_what_passes_by_itself(error: Exception, kind: Kind) -> None:
    """Throttling, a service that is away and what nobody foresaw are worth another try."""
    assert kind_of(error) is kind


@pytest.mark.parametrize(
    "error",
    [
        errors.EmptyFile(name="cat.jpg"),
        errors.BucketNotAllowed(uri="s3://a/b", allowed="nothing"),
        errors.FileGone(name="cat.jpg"),
        errors.DetectionDenied(action="rekognition:DetectLabels"),
        errors.CredentialsRefused(uri="s3://a/b"),
        errors.PostFailed(reason="not_in_channel"),
        errors.ModelNotRunning(state="stopped"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_does_not(error: Exception) -> None:
    """What a person has to put right is answered at once."""
    assert kind_of(error) is None


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_pauses_grow_and_end(kind: Kind) -> None:
    """Each try waits longer than the one before, and after the last one it is enough."""
    attempt, delays = FIRST_ATTEMPT, []
    while (delay := kind.delay(attempt)) is not None:
        delays.append(delay)
        attempt = attempt.after_failure()

    assert delays == sorted(set(kind.delays))


def test_waiting_for_the_model_is_no_failure() -> None:
    """A request that waited for the model has all its tries left."""
    assert UNKNOWN.delay(Attempt(number=9, failures=0)) == UNKNOWN.delays[0]
