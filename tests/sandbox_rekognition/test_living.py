"""The stand-in's models live as AWS's do."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from bot.sandbox.rekognition import RekognitionStandIn
from tests.fakes import FakeClock
from tests.sandbox_rekognition.aws import code, connect
from tests.sandbox_rekognition.pictures import image


def project_of(client: Any, name: str = "pets") -> str:
    found = client.describe_projects(ProjectNames=[name])["ProjectDescriptions"]
    return str(found[0]["ProjectArn"])


def status_of(client: Any, version: str = "pets.1") -> dict[str, Any]:
    found = client.describe_project_versions(ProjectArn=project_of(client), VersionNames=[version])
    described: dict[str, Any] = found["ProjectVersionDescriptions"][0]
    return described


def test_a_start_takes_its_time(client: Any, aws: RekognitionStandIn, clock: FakeClock) -> None:
    """A started model is STARTING for as long as it was told, and then RUNNING."""
    arn = aws.add_model()

    client.start_project_version(ProjectVersionArn=arn, MinInferenceUnits=2)

    assert status_of(client)["Status"] == "STARTING"
    clock.sleep(60.0)
    assert status_of(client)["Status"] == "RUNNING"
    assert status_of(client)["MinInferenceUnits"] == 2


def test_a_stop_takes_its_time(client: Any, aws: RekognitionStandIn, clock: FakeClock) -> None:
    """A model that is stopped is STOPPING first, and detects no more."""
    arn = aws.add_model(status="RUNNING")

    client.stop_project_version(ProjectVersionArn=arn)

    with pytest.raises(ClientError) as error:
        client.detect_custom_labels(ProjectVersionArn=arn, Image={"Bytes": image((80, 80))})
    assert code(error) == "ResourceNotReadyException"
    assert status_of(client)["Status"] == "STOPPING"
    clock.sleep(60.0)
    assert status_of(client)["Status"] == "STOPPED"


def test_a_start_can_fail(client: Any, aws: RekognitionStandIn, clock: FakeClock) -> None:
    """The next start ends FAILED with a message when a test says so, and the one after runs."""
    arn = aws.add_model()
    aws.fail_next_start("Insufficient capacity.")
    client.start_project_version(ProjectVersionArn=arn, MinInferenceUnits=1)
    clock.sleep(60.0)

    failed = status_of(client)

    assert (failed["Status"], failed["StatusMessage"]) == ("FAILED", "Insufficient capacity.")
    client.start_project_version(ProjectVersionArn=arn, MinInferenceUnits=1)
    clock.sleep(60.0)
    assert status_of(client)["Status"] == "RUNNING"


def test_changes_can_wait_for_the_test() -> None:
    """Without a time, a change ends when the test says so, and is ended only once."""
    with RekognitionStandIn(change_seconds=None) as aws:
        client, arn = connect(aws), aws.add_model()
        client.start_project_version(ProjectVersionArn=arn, MinInferenceUnits=1)
        before = aws.model(arn).status

        aws.finish(arn)
        aws.finish(arn)

        assert (before, aws.model(arn).status) == ("STARTING", "RUNNING")


@pytest.mark.parametrize(
    ("status", "operation", "refusal"),
    [
        ("STARTING", "start", "ResourceInUseException"),
        ("RUNNING", "start", "ResourceInUseException"),
        ("STOPPING", "start", "ResourceInUseException"),
        ("TRAINING_IN_PROGRESS", "start", "InvalidParameterException"),
        ("EXPIRED", "start", "InvalidParameterException"),
        ("STARTING", "stop", "ResourceInUseException"),
        ("STOPPING", "stop", "ResourceInUseException"),
        ("STOPPED", "stop", "InvalidParameterException"),
    ],
)
def test_changes_that_are_refused(
    client: Any, aws: RekognitionStandIn, status: str, operation: str, refusal: str
) -> None:
    """A model cannot be started or stopped in any state."""
    arn = aws.add_model(status=status)
    units = {"MinInferenceUnits": 1} if operation == "start" else {}
    ask = getattr(client, f"{operation}_project_version")

    with pytest.raises(ClientError) as error:
        ask(ProjectVersionArn=arn, **units)

    assert code(error) == refusal


@pytest.mark.parametrize("units", [{"MinInferenceUnits": 6}, {"MaxInferenceUnits": 6}])
def test_a_model_has_at_most_five_units(
    client: Any, aws: RekognitionStandIn, units: dict[str, int]
) -> None:
    """More than five inference units are over the quota."""
    arn = aws.add_model()

    with pytest.raises(ClientError) as error:
        client.start_project_version(**{"ProjectVersionArn": arn, "MinInferenceUnits": 1, **units})

    assert code(error) == "LimitExceededException"


def test_two_models_run_at_once(client: Any, aws: RekognitionStandIn) -> None:
    """A third model cannot be started."""
    for version in ("a", "b"):
        aws.add_model(version=version, status="RUNNING")
    arn = aws.add_model()

    with pytest.raises(ClientError) as error:
        client.start_project_version(ProjectVersionArn=arn, MinInferenceUnits=1)

    assert code(error) == "LimitExceededException"


def test_unknown_models_and_projects(client: Any, aws: RekognitionStandIn) -> None:
    """What is not there is not found."""
    arn = aws.add_model()
    project = project_of(client)

    with pytest.raises(ClientError) as no_version:
        client.stop_project_version(ProjectVersionArn=arn[:-1] + "9")
    with pytest.raises(ClientError) as no_project:
        client.describe_project_versions(ProjectArn=project[:-1] + "9")

    assert code(no_version) == code(no_project) == "ResourceNotFoundException"


def test_the_project_has_a_time_of_its_own(client: Any, aws: RekognitionStandIn) -> None:
    """The ARN of a project cannot be guessed from that of its model version."""
    arn = aws.add_model()

    project = project_of(client)

    assert project.rsplit("/", 1)[0] == arn.split("/version/")[0]
    assert project.rsplit("/", 1)[1] != arn.rsplit("/", 1)[1]


def test_pages(client: Any, aws: RekognitionStandIn) -> None:
    """boto3's paginator reads all pages."""
    for number in range(5):
        aws.add_model(project=f"p{number}")
    pages = client.get_paginator("describe_projects").paginate(PaginationConfig={"PageSize": 2})

    names = [each["ProjectArn"].split("/")[1] for each in pages.search("ProjectDescriptions[]")]

    assert names == ["p0", "p1", "p2", "p3", "p4"]


def test_a_wrong_page_token(client: Any) -> None:
    """A token that was never given out is refused."""
    with pytest.raises(ClientError) as error:
        client.describe_projects(NextToken="next, please")

    assert code(error) == "InvalidPaginationTokenException"


def test_control_calls_are_throttled(client: Any) -> None:
    """AWS takes five calls a second of each operation about models."""
    for _ in range(5):
        client.describe_projects()

    with pytest.raises(ClientError) as error:
        client.describe_projects()

    assert code(error) == "ThrottlingException"


def test_throttling_can_be_off() -> None:
    """Without a rate, control calls go through however many they are."""
    with RekognitionStandIn(control_per_second=None) as aws:
        client = connect(aws)
        for _ in range(7):
            client.describe_projects()

        assert [call.code for call in aws.calls] == [""] * 7
