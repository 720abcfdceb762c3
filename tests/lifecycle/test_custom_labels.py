"""The life of a Custom Labels model: seen as it is, started and stopped safely."""

from __future__ import annotations

from collections.abc import Iterator

import botocore.session
import pytest

from bot.core import errors
from bot.core.arn import ModelArn
from bot.core.model import ModelState, ModelStatus
from bot.detect.rekognition import Rekognition
from bot.lifecycle.custom_labels import STATES, CustomLabelsModel
from bot.sandbox.rekognition import Fault, RekognitionStandIn
from tests.detect.calls import connect
from tests.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def aws(clock: FakeClock) -> Iterator[RekognitionStandIn]:
    with RekognitionStandIn(change_seconds=60.0, now=clock.now) as running:
        yield running


@pytest.fixture
def rekognition(aws: RekognitionStandIn, clock: FakeClock) -> Rekognition:
    return connect(aws, clock)


@pytest.fixture
def arn(aws: RekognitionStandIn) -> ModelArn:
    aws.add_model(version="pets.0", status="RUNNING")
    return ModelArn.parse(aws.add_model(version="pets.1"))


@pytest.fixture
def model(rekognition: Rekognition, arn: ModelArn) -> CustomLabelsModel:
    return CustomLabelsModel(rekognition, lambda: arn, inference_units=2)


def operations(aws: RekognitionStandIn) -> list[str]:
    return [call.operation for call in aws.calls]


def test_every_state_of_aws_s_is_known() -> None:
    """Each ProjectVersionStatus in botocore's service model has a state of the bot's."""
    service = botocore.session.get_session().get_service_model("rekognition")

    assert set(service.shape_for("ProjectVersionStatus").enum) == set(STATES)


@pytest.mark.parametrize(
    ("status", "state", "message"),
    [
        ("TRAINING_IN_PROGRESS", ModelState.TRAINING, ""),
        ("TRAINING_COMPLETED", ModelState.STOPPED, ""),
        ("TRAINING_FAILED", ModelState.UNAVAILABLE, "its training failed"),
        ("STARTING", ModelState.STARTING, ""),
        ("RUNNING", ModelState.RUNNING, ""),
        ("FAILED", ModelState.FAILED, ""),
        ("STOPPING", ModelState.STOPPING, ""),
        ("STOPPED", ModelState.STOPPED, ""),
        ("DELETING", ModelState.UNAVAILABLE, "it is being deleted"),
        ("COPYING_IN_PROGRESS", ModelState.TRAINING, "it is being copied"),
        ("COPYING_COMPLETED", ModelState.STOPPED, ""),
        ("COPYING_FAILED", ModelState.UNAVAILABLE, "copying it failed"),
        ("DEPRECATED", ModelState.UNAVAILABLE, "AWS has deprecated it"),
        ("EXPIRED", ModelState.UNAVAILABLE, "it has expired"),
    ],
)
def test_each_state_is_seen(
    model: CustomLabelsModel,
    aws: RekognitionStandIn,
    arn: ModelArn,
    status: str,
    state: ModelState,
    message: str,
) -> None:
    """What AWS describes is told in the bot's words, and why where AWS does not say."""
    aws.model(arn.text).status = status

    assert model.status() == ModelStatus(state, "pets.1", message)


def test_a_state_that_is_new_to_us(
    rekognition: Rekognition, arn: ModelArn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A state that AWS adds later is shown by its name, and the model is left alone."""
    monkeypatch.delitem(STATES, "STOPPED")

    status = CustomLabelsModel(rekognition, lambda: arn, 1).status()

    assert (status.state, status.message) == (
        ModelState.UNAVAILABLE,
        "its state is STOPPED",
    )


def test_only_its_own_version_is_seen(model: CustomLabelsModel, aws: RekognitionStandIn) -> None:
    """Another version of the same project that runs is not taken for this one."""
    assert model.status().state is ModelState.STOPPED

    assert aws.calls[-1].parameters["VersionNames"] == ["pets.1"]


def test_the_project_is_looked_up_once(model: CustomLabelsModel, aws: RekognitionStandIn) -> None:
    """The project's ARN is asked for at the first look only."""
    model.status()
    model.status()

    assert operations(aws) == [
        "DescribeProjects",
        "DescribeProjectVersions",
        "DescribeProjectVersions",
    ]


class Paged:
    """Answers with pages, in order."""

    def __init__(self, *pages: dict[str, object]) -> None:
        self.pages = list(pages)
        self.tokens: list[object] = []

    def call(self, operation: str, **parameters: object) -> dict[str, object]:
        self.tokens.append(parameters.get("NextToken"))
        return self.pages.pop(0)


def test_pages_are_turned() -> None:
    """A project or version on a later page is found."""
    arn = ModelArn.parse("arn:aws:rekognition:us-east-1:123456789012:project/pets/version/pets.1/2")
    project = "arn:aws:rekognition:us-east-1:123456789012:project/{}/1"
    older = {"ProjectVersionArn": arn.text + "0", "Status": "STOPPED"}
    rekognition = Paged(
        {"ProjectDescriptions": [{"ProjectArn": project.format("pet")}], "NextToken": "b"},
        {"ProjectDescriptions": [{"ProjectArn": project.format("pets")}]},
        {"ProjectVersionDescriptions": [older], "NextToken": "c"},
        {"ProjectVersionDescriptions": [{"ProjectVersionArn": arn.text, "Status": "RUNNING"}]},
    )

    status = CustomLabelsModel(rekognition, lambda: arn, 1).status()

    assert status.state is ModelState.RUNNING
    assert rekognition.tokens == [None, "b", None, "c"]


def test_a_start(model: CustomLabelsModel, aws: RekognitionStandIn, clock: FakeClock) -> None:
    """A start asks for the set inference units, and returns before the model runs."""
    model.start()

    assert model.status() == ModelStatus(ModelState.STARTING, "pets.1", "", 2)
    clock.sleep(60.0)
    assert model.status() == ModelStatus(ModelState.RUNNING, "pets.1", "", 2)


def test_a_start_that_scales(
    rekognition: Rekognition, aws: RekognitionStandIn, arn: ModelArn
) -> None:
    """With a maximum, AWS may add inference units up to it."""
    CustomLabelsModel(rekognition, lambda: arn, 1).start(units=2, max_units=3)

    assert (aws.model(arn.text).units, aws.model(arn.text).max_units) == (2, 3)


def test_a_start_that_fails_later(
    model: CustomLabelsModel, aws: RekognitionStandIn, clock: FakeClock
) -> None:
    """AWS's status message is kept when the model does not come up."""
    aws.fail_next_start("Insufficient capacity.")
    model.start()
    clock.sleep(60.0)

    status = model.status()

    assert (status.state, status.message) == (ModelState.FAILED, "Insufficient capacity.")


def test_a_stop(model: CustomLabelsModel, aws: RekognitionStandIn, arn: ModelArn) -> None:
    """A stop returns before the model has stopped."""
    aws.model(arn.text).status = "RUNNING"

    model.stop()

    assert model.status().state is ModelState.STOPPING


@pytest.mark.parametrize("status", ["STARTING", "RUNNING"])
def test_somebody_else_started_it(
    model: CustomLabelsModel, aws: RekognitionStandIn, arn: ModelArn, status: str
) -> None:
    """A start that somebody else was quicker with is as good as one's own."""
    aws.model(arn.text).status = status

    model.start()

    assert "StartProjectVersion" in operations(aws)
    assert aws.model(arn.text).status == status


def test_somebody_else_stopped_it(
    model: CustomLabelsModel, aws: RekognitionStandIn, arn: ModelArn
) -> None:
    """A stop that somebody else was quicker with is as good as one's own."""
    aws.model(arn.text).status = "STOPPING"

    model.stop()

    assert aws.model(arn.text).status == "STOPPING"


def test_a_starting_model_cannot_be_stopped_yet(
    model: CustomLabelsModel, aws: RekognitionStandIn, arn: ModelArn
) -> None:
    """A stop that AWS refuses because the model is still starting is not taken for a stop."""
    aws.model(arn.text).status = "STARTING"

    with pytest.raises(errors.ModelBusy, match="it is starting"):
        model.stop()


def test_a_stopping_model_cannot_be_started_yet(
    model: CustomLabelsModel, aws: RekognitionStandIn, arn: ModelArn
) -> None:
    """A start that AWS refuses because the model is still stopping is not taken for a start."""
    aws.model(arn.text).status = "STOPPING"

    with pytest.raises(errors.ModelBusy, match="it is stopping"):
        model.start()


def test_the_account_s_limit(
    model: CustomLabelsModel, aws: RekognitionStandIn, arn: ModelArn
) -> None:
    """A third model is refused after one attempt, in AWS's own words."""
    aws.add_model(version="pets.2", status="RUNNING")

    with pytest.raises(errors.ModelLimitReached, match="2 models are running already"):
        model.start()

    assert operations(aws) == ["StartProjectVersion"]


def test_a_model_that_is_gone(rekognition: Rekognition, arn: ModelArn) -> None:
    """A version that does not exist, in a project that does, is named."""
    gone = ModelArn.parse(arn.text.replace("pets.1", "pets.9"))
    model = CustomLabelsModel(rekognition, lambda: gone, 1)

    with pytest.raises(errors.ModelNotFound, match=r"pets\.9"):
        model.status()
    with pytest.raises(errors.ModelNotFound):
        model.start()


def test_a_project_that_is_gone(rekognition: Rekognition, arn: ModelArn) -> None:
    """A version of a project that does not exist is named."""
    gone = ModelArn.parse(arn.text.replace("project/pets", "project/cars"))

    with pytest.raises(errors.ModelNotFound, match=r"pets\.1"):
        CustomLabelsModel(rekognition, lambda: gone, 1).status()


def test_the_service_is_out_of_reach(model: CustomLabelsModel, aws: RekognitionStandIn) -> None:
    """Trouble of the service's is told without a word about pictures."""
    aws.go_wrong(Fault(code="InternalServerError", status=500, times=99))

    with pytest.raises(errors.ModelOutOfReach, match="could not answer"):
        model.status()
