"""The stand-in takes datasets and trains from them, as AWS does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import S3Server
from tests.fakes import FakeClock
from tests.sandbox_rekognition.aws import code, connect
from tests.sandbox_rekognition.pictures import BLUE, GREEN, RED, Rgb, image

BUCKET = "teaching"
BOX = (16, 16, 64, 64)
DATE = "2026-11-23T01:02:03"


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    with S3Server() as server:
        client = server.client()
        client.create_bucket(Bucket=BUCKET)
        for name, colour in (("red", RED), ("green", GREEN), ("blue", BLUE)):
            client.put_object(Bucket=BUCKET, Key=f"{name}.png", Body=painted(colour))
        yield client
        client.close()


@pytest.fixture
def aws(clock: FakeClock, s3: Any) -> Iterator[RekognitionStandIn]:
    with RekognitionStandIn(
        now=clock.now, s3=s3, control_per_second=None, dataset_seconds=60.0, training_seconds=3600.0
    ) as running:
        yield running


@pytest.fixture
def project(client: Any) -> str:
    return str(client.create_project(ProjectName="team")["ProjectArn"])


def painted(colour: Rgb) -> bytes:
    """A square of one colour on white, whose place is `BOX` of 80 × 80."""
    return image((80, 80), (colour, BOX))


def boxed(name: str, label: str) -> str:
    """A line with a box."""
    box = {"class_id": 0, "left": 16, "top": 16, "width": 48, "height": 48}
    size = {"width": 80, "height": 80, "depth": 3}
    return json.dumps(
        {
            "source-ref": f"s3://{BUCKET}/{name}.png",
            "bb": {"image_size": [size], "annotations": [box]},
            "bb-metadata": {
                "objects": [{"confidence": 1}],
                "class-map": {"0": label},
                "type": "groundtruth/object-detection",
                "human-annotated": "yes",
                "creation-date": DATE,
                "job-name": "t",
            },
        }
    )


def whole(name: str, label: str) -> str:
    """A line with a label of the whole image."""
    about = {
        "confidence": 1,
        "job-name": "t",
        "class-name": label,
        "human-annotated": "yes",
        "creation-date": DATE,
        "type": "groundtruth/image-classification",
    }
    return json.dumps({"source-ref": f"s3://{BUCKET}/{name}.png", "l": 1, "l-metadata": about})


GOOD = (boxed("red", "Rose"), boxed("green", "Leaf"))


def dataset(client: Any, s3: Any, project: str, kind: str, lines: tuple[str, ...]) -> str:
    """Begin a dataset from a manifest in S3."""
    key = f"{kind.lower()}.manifest"
    s3.put_object(Bucket=BUCKET, Key=key, Body="\n".join(lines).encode())
    place = {"S3Object": {"Bucket": BUCKET, "Name": key}}
    made = client.create_dataset(
        ProjectArn=project, DatasetType=kind, DatasetSource={"GroundTruthManifest": place}
    )
    return str(made["DatasetArn"])


def train(client: Any, project: str, name: str = "v1") -> str:
    """Begin a training."""
    output = {"S3Bucket": BUCKET, "S3KeyPrefix": "out/"}
    answer = client.create_project_version(
        ProjectArn=project, VersionName=name, OutputConfig=output
    )
    return str(answer["ProjectVersionArn"])


def both(client: Any, s3: Any, project: str, clock: FakeClock) -> tuple[str, str]:
    """A training dataset and a test dataset that are complete."""
    arns = [dataset(client, s3, project, kind, GOOD) for kind in ("TRAIN", "TEST")]
    clock.sleep(60.0)
    return arns[0], arns[1]


def described(client: Any, project: str) -> dict[str, Any]:
    found = client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"]
    return dict(found[0])


def test_a_dataset_takes_its_time(client: Any, s3: Any, project: str, clock: FakeClock) -> None:
    """A dataset is complete after its delay, and then tells how many entries it has."""
    arn = dataset(client, s3, project, "TRAIN", (*GOOD, whole("blue", "Sky")))
    before = client.describe_dataset(DatasetArn=arn)["DatasetDescription"]
    clock.sleep(60.0)

    after = client.describe_dataset(DatasetArn=arn)["DatasetDescription"]

    assert (before["Status"], after["Status"]) == ("CREATE_IN_PROGRESS", "CREATE_COMPLETE")
    assert after["DatasetStats"] == {
        "LabeledEntries": 3,
        "TotalEntries": 3,
        "TotalLabels": 3,
        "ErrorEntries": 0,
    }


def test_projects_show_their_datasets(client: Any, s3: Any, project: str, clock: FakeClock) -> None:
    """DescribeProjects tells the datasets of a project, so that they can be found again."""
    arns = both(client, s3, project, clock)

    found = client.describe_projects(ProjectNames=["team"])["ProjectDescriptions"][0]

    assert tuple(each["DatasetArn"] for each in found["Datasets"]) == arns


def test_bad_entries_are_listed(client: Any, s3: Any, project: str, clock: FakeClock) -> None:
    """An image that is not in S3 makes an entry with errors, and the rest is taken."""
    lines = (*GOOD, *(whole("blue", str(number)) for number in range(8)), whole("gone", "Sky"))
    arn = dataset(client, s3, project, "TRAIN", lines)
    clock.sleep(60.0)

    found = client.list_dataset_entries(DatasetArn=arn, HasErrors=True)["DatasetEntries"]

    assert [json.loads(each)["source-ref"] for each in found] == [f"s3://{BUCKET}/gone.png"]


@pytest.mark.parametrize("bad", ["no JSON", '{"source-ref":"x"}', whole("gone", "Sky")])
def test_many_bad_lines_refuse_a_dataset(
    client: Any, s3: Any, project: str, clock: FakeClock, bad: str
) -> None:
    """More than a fifth of bad lines fails the whole import, with a message."""
    arn = dataset(client, s3, project, "TRAIN", (boxed("red", "Rose"), bad))
    clock.sleep(60.0)

    found = client.describe_dataset(DatasetArn=arn)["DatasetDescription"]

    assert (found["Status"], found["StatusMessageCode"]) == ("CREATE_FAILED", "CLIENT_ERROR")
    assert "1 of 2" in found["StatusMessage"]


def test_an_update_replaces_by_source(client: Any, s3: Any, project: str, clock: FakeClock) -> None:
    """An entry of a known source takes the place of the old one; a new source is added."""
    arn = dataset(client, s3, project, "TRAIN", GOOD)
    clock.sleep(60.0)
    changes = "\n".join((boxed("red", "Tulip"), boxed("blue", "Sky"))).encode()

    client.update_dataset_entries(DatasetArn=arn, Changes={"GroundTruth": changes})
    with pytest.raises(ClientError) as busy:
        client.update_dataset_entries(DatasetArn=arn, Changes={"GroundTruth": changes})
    clock.sleep(60.0)

    found = client.describe_dataset(DatasetArn=arn)["DatasetDescription"]
    tulips = client.list_dataset_entries(DatasetArn=arn, ContainsLabels=["Tulip"])
    assert code(busy) == "ResourceInUseException"
    assert (found["Status"], found["DatasetStats"]["TotalEntries"]) == ("UPDATE_COMPLETE", 3)
    assert len(tulips["DatasetEntries"]) == 1


@pytest.mark.parametrize("layout", ["direct", "metrics"])
def test_a_training_evaluates(s3: Any, clock: FakeClock, layout: Any) -> None:
    """A training writes its evaluation into S3 in the layout that was asked for."""
    with RekognitionStandIn(now=clock.now, s3=s3, control_per_second=None, layout=layout) as aws:
        client = connect(aws)
        project = client.create_project(ProjectName="team")["ProjectArn"]
        both(client, s3, project, clock)
        train(client, project)
        found = described(client, project)
    place = found["EvaluationResult"]["Summary"]["S3Object"]
    answer = s3.get_object(Bucket=place["Bucket"], Key=place["Name"])

    written = json.loads(answer["Body"].read())

    whole = written["AggregatedEvaluationResults"]
    metrics = whole if layout == "direct" else whole["Metrics"]
    assert found["Status"] == "TRAINING_COMPLETED"
    assert metrics == {"Precision": 1.0, "Recall": 1.0, "F1Score": 1.0}
    assert [each["Label"] for each in written["LabelEvaluationResults"]] == ["Leaf", "Rose"]


def test_a_trained_model_detects_what_it_learned(
    client: Any, s3: Any, project: str, clock: FakeClock
) -> None:
    """An image of nearly the same colours gets the labels and boxes of the one that was learned."""
    both(client, s3, project, clock)
    arn = train(client, project)
    clock.sleep(3600.0)
    described(client, project)
    client.start_project_version(ProjectVersionArn=arn, MinInferenceUnits=1)
    like_red = image((80, 80), ((250, 5, 5), (18, 18, 66, 66)))

    sent = client.detect_custom_labels(ProjectVersionArn=arn, Image={"Bytes": like_red})
    place = {"S3Object": {"Bucket": BUCKET, "Name": "green.png"}}
    in_s3 = client.detect_custom_labels(ProjectVersionArn=arn, Image=place)

    (rose,), (leaf,) = sent["CustomLabels"], in_s3["CustomLabels"]
    assert (rose["Name"], leaf["Name"]) == ("Rose", "Leaf")
    assert rose["Geometry"]["BoundingBox"]["Left"] == pytest.approx(0.2)
    assert leaf["Confidence"] == 100.0


def test_a_training_can_fail(
    client: Any, aws: RekognitionStandIn, s3: Any, project: str, clock: FakeClock
) -> None:
    """The next training ends TRAINING_FAILED with a message when a test says so."""
    both(client, s3, project, clock)
    aws.fail_next_training("The service is out of order.")
    train(client, project)
    before = described(client, project)["Status"]
    clock.sleep(3600.0)

    after = described(client, project)

    assert before == "TRAINING_IN_PROGRESS"
    assert (after["Status"], after["StatusMessage"]) == (
        "TRAINING_FAILED",
        "The service is out of order.",
    )


def test_what_is_there_cannot_be_made_again(
    client: Any, s3: Any, project: str, clock: FakeClock
) -> None:
    """A project, a dataset and a version of the same name are refused with AWS's codes."""
    both(client, s3, project, clock)
    train(client, project)

    with pytest.raises(ClientError) as same_project:
        client.create_project(ProjectName="team")
    with pytest.raises(ClientError) as same_dataset:
        dataset(client, s3, project, "TRAIN", GOOD)
    with pytest.raises(ClientError) as same_version:
        train(client, project)

    assert code(same_project) == code(same_version) == "ResourceInUseException"
    assert code(same_dataset) == "ResourceAlreadyExistsException"


def test_two_trainings_at_once(client: Any, s3: Any, project: str, clock: FakeClock) -> None:
    """A third training is over the quota."""
    both(client, s3, project, clock)
    for name in ("v1", "v2"):
        train(client, project, name)

    with pytest.raises(ClientError) as error:
        train(client, project, "v3")

    assert code(error) == "LimitExceededException"


def test_a_training_needs_its_datasets(client: Any, project: str, s3: Any) -> None:
    """Without datasets there is no training, and none while a dataset is being made."""
    with pytest.raises(ClientError) as without:
        train(client, project)
    for kind in ("TRAIN", "TEST"):
        dataset(client, s3, project, kind, GOOD)
    with pytest.raises(ClientError) as too_soon:
        train(client, project)

    assert code(without) == "InvalidParameterException"
    assert code(too_soon) == "ResourceInUseException"


def test_manifests_that_cannot_be_read(client: Any, project: str) -> None:
    """A manifest that is not in S3, or not named as one, is refused."""
    for name, refusal in (
        ("none.manifest", "InvalidS3ObjectException"),
        ("none.json", "InvalidParameterException"),
    ):
        place = {"GroundTruthManifest": {"S3Object": {"Bucket": BUCKET, "Name": name}}}

        with pytest.raises(ClientError) as error:
            client.create_dataset(ProjectArn=project, DatasetType="TRAIN", DatasetSource=place)

        assert code(error) == refusal


def test_deleting(client: Any, s3: Any, project: str, clock: FakeClock) -> None:
    """What is in use cannot be deleted; what is not can, once."""
    learned_from, _ = both(client, s3, project, clock)
    arn = train(client, project)
    with pytest.raises(ClientError) as dataset_in_use:
        client.delete_dataset(DatasetArn=learned_from)
    with pytest.raises(ClientError) as version_in_use:
        client.delete_project_version(ProjectVersionArn=arn)
    clock.sleep(3600.0)

    status = client.delete_project_version(ProjectVersionArn=arn)["Status"]
    client.delete_dataset(DatasetArn=learned_from)

    with pytest.raises(ClientError) as gone:
        client.describe_dataset(DatasetArn=learned_from)
    assert code(dataset_in_use) == code(version_in_use) == "ResourceInUseException"
    assert (status, code(gone)) == ("DELETING", "ResourceNotFoundException")
