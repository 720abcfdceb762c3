"""Calls to Rekognition: at a pace, again where that helps, never for ever."""

from __future__ import annotations

import socket

import pytest
from botocore.exceptions import ClientError

from bot.core import errors
from bot.detect.rekognition import Patience, Rekognition
from bot.detect.rekognition import client as make_client
from bot.sandbox.rekognition import Fault, RekognitionStandIn
from tests.detect.calls import CountingPace, RecordingClock, boto3_client
from tests.sandbox_rekognition.pictures import image

PICTURE = {"Bytes": image((80, 80))}


@pytest.fixture
def pace() -> CountingPace:
    return CountingPace()


@pytest.fixture
def naps() -> RecordingClock:
    return RecordingClock()


@pytest.fixture
def calling(aws: RekognitionStandIn, pace: CountingPace, naps: RecordingClock) -> Rekognition:
    return Rekognition(boto3_client(aws), pace, naps, jitter=lambda: 1.0)


def test_a_good_call_is_one_http_call(
    calling: Rekognition, aws: RekognitionStandIn, pace: CountingPace, naps: RecordingClock
) -> None:
    """A call that goes well waits for its turn once and never sleeps."""
    assert calling.call("DetectLabels", Image=PICTURE)["Labels"] == []

    assert (len(aws.calls), pace.waited, pace.slowed, naps.naps) == (1, 1, 0, [])


def test_throttling_that_ends(
    calling: Rekognition, aws: RekognitionStandIn, pace: CountingPace, naps: RecordingClock
) -> None:
    """A throttled call slows the pace, waits longer each time, and then goes well."""
    aws.go_wrong(Fault(code="ProvisionedThroughputExceededException", status=400, times=3))

    calling.call("DetectLabels", Image=PICTURE)

    assert (len(aws.calls), pace.waited, pace.slowed) == (4, 4, 3)
    assert naps.naps == [0.5, 1.0, 2.0]


def test_throttling_that_does_not_end(
    calling: Rekognition, aws: RekognitionStandIn, naps: RecordingClock
) -> None:
    """After eight attempts and at most 32 seconds of waiting the person is told."""
    aws.go_wrong(Fault(code="ThrottlingException", status=400, times=99))

    with pytest.raises(errors.DetectionThrottled, match="more pictures than it can take"):
        calling.call("DetectLabels", Image=PICTURE)

    assert len(aws.calls) == 8
    assert naps.naps == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_the_wait_is_spread(aws: RekognitionStandIn, naps: RecordingClock) -> None:
    """Each pause is a random part of the longest one, so that callers do not return at once."""
    parts = iter([0.1, 0.9])
    calling = Rekognition(boto3_client(aws), CountingPace(), naps, jitter=lambda: next(parts))
    aws.go_wrong(Fault(code="ThrottlingException", status=400, times=2))

    calling.call("DetectLabels", Image=PICTURE)

    assert naps.naps == [pytest.approx(0.05), pytest.approx(0.9)]


@pytest.mark.parametrize(("asked", "pause"), [(1500, 1.5), (100, 0.5), (60_000, 8.0)])
def test_the_service_can_ask_for_a_longer_wait(
    calling: Rekognition,
    aws: RekognitionStandIn,
    naps: RecordingClock,
    asked: int,
    pause: float,
) -> None:
    """The service's own wait is kept where it is the longer one, up to the longest pause."""
    aws.go_wrong(Fault(code="ThrottlingException", status=400, retry_after=asked))

    calling.call("DetectLabels", Image=PICTURE)

    assert naps.naps == [pause]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(code="InternalServerError", status=500, times=99),
        Fault(code="ServiceUnavailable", status=503, times=99),
        Fault(status=502, times=99),
        Fault(drop=True, times=99),
    ],
    ids=["500", "503", "a proxy's page", "dropped"],
)
def test_the_service_s_own_trouble(
    calling: Rekognition, aws: RekognitionStandIn, pace: CountingPace, fault: Fault
) -> None:
    """Trouble of the service's is tried three times, at full pace, and then told."""
    fault = Fault(**vars(fault))
    aws.go_wrong(fault)

    with pytest.raises(errors.DetectionFailed, match="could not answer"):
        calling.call("DetectLabels", Image=PICTURE)

    assert (len(aws.calls), pace.slowed) == (3, 0)


def test_trouble_that_passes(calling: Rekognition, aws: RekognitionStandIn) -> None:
    """A connection that breaks twice costs nothing but time."""
    aws.go_wrong(Fault(drop=True, times=2))

    assert calling.call("DetectLabels", Image=PICTURE)["Labels"] == []


@pytest.mark.parametrize(
    "code", ["LimitExceededException", "AccessDeniedException", "InvalidParameterException"]
)
def test_what_does_not_pass_is_not_repeated(
    calling: Rekognition, aws: RekognitionStandIn, naps: RecordingClock, code: str
) -> None:
    """A quota, a missing permission or a bad image is told after one HTTP call.

    Botocore would take LimitExceededException for throttling and try again.
    """
    aws.go_wrong(Fault(code=code, status=400, times=99))

    with pytest.raises(errors.RekogError):
        calling.call("DetectLabels", Image=PICTURE)

    assert (len(aws.calls), naps.naps) == (1, [])


def test_an_answer_that_does_not_come(aws: RekognitionStandIn) -> None:
    """A call ends when nothing comes for the read timeout."""
    aws.go_wrong(Fault(delay=60.0, times=9))
    client = boto3_client(aws, read_timeout=0.05)
    calling = Rekognition(client, CountingPace(), RecordingClock(), patience=Patience(troubled=2))

    with pytest.raises(errors.DetectionFailed):
        calling.call("DetectLabels", Image=PICTURE)


def test_nobody_listens(naps: RecordingClock) -> None:
    """An endpoint that refuses connections is told like any other trouble."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = make_client(
        "us-east-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        access_key_id="key",
        secret_access_key="secret",
    )

    with pytest.raises(errors.ModelOutOfReach):
        Rekognition(client, CountingPace(), naps).call("DescribeProjects")

    assert len(naps.naps) == 2


def test_no_credentials(monkeypatch: pytest.MonkeyPatch, aws: RekognitionStandIn) -> None:
    """Without credentials anywhere, who runs the bot is told to check them."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    client = make_client("us-east-1", endpoint_url=aws.endpoint_url)

    with pytest.raises(errors.DetectionDenied, match="AWS credentials"):
        Rekognition(client, CountingPace(), RecordingClock()).call("DetectLabels", Image=PICTURE)

    assert aws.calls == []


def test_wrong_credentials(aws: RekognitionStandIn) -> None:
    """A wrong secret is told as such, after one HTTP call."""
    client = make_client(
        "us-east-1",
        endpoint_url=aws.endpoint_url,
        access_key_id=aws.access_key_id,
        secret_access_key="wrong",
        connections=2,
    )

    with pytest.raises(errors.DetectionDenied) as error:
        Rekognition(client, CountingPace(), RecordingClock()).call("DetectLabels", Image=PICTURE)

    cause = error.value.__cause__
    assert isinstance(cause, ClientError)
    assert cause.response["Error"]["Code"] == "InvalidSignatureException"


def test_the_client_keeps_out_of_the_way(aws: RekognitionStandIn) -> None:
    """The client makes one attempt, keeps enough connections, and says who calls."""
    config = boto3_client(aws, connections=32).meta.config

    assert config.retries == {"mode": "standard", "total_max_attempts": 1}
    assert config.max_pool_connections == 32
    assert (config.connect_timeout, config.read_timeout) == (5.0, 60.0)
    assert config.user_agent_extra == "rekog"


def test_settings_that_boto3_cannot_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that does not exist, or an endpoint that is no URL, is told at the start."""
    with pytest.raises(errors.SettingsWrong, match="Invalid endpoint"):
        make_client("us-east-1", endpoint_url="rekognition")

    monkeypatch.setenv("AWS_PROFILE", "somebody-else")

    with pytest.raises(errors.SettingsWrong, match=r"profile \(somebody-else\)"):
        make_client("us-east-1")
