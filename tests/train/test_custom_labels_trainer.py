"""A training on Custom Labels goes on from whatever AWS has, and is paid once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.core import errors
from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.model import Image, PixelBox
from bot.core.pacing import TokenBucket
from bot.core.versions import ModelVersion, Trainer, Training, TrainingState
from bot.detect.rekognition import Rekognition
from bot.detect.rekognition import client as rekognition_client
from bot.sandbox.rekognition import Fault, RekognitionStandIn
from bot.sandbox.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server
from bot.train import bucket as buckets
from bot.train.custom_labels import CustomLabelsTrainer
from tests.fakes import FakeClock
from tests.sandbox_rekognition.pictures import GREEN, RED, Rgb, draw, encode

BOX = PixelBox(16, 16, 64, 64)
COLOURS = {"Rose": RED, "Leaf": GREEN}
MOST = 40
"""Looks that any flow here needs at the most."""


class Died(BaseException):
    """The process has ended."""


@dataclass
class Mortal:
    """Calls, and dies when the answer of one operation arrives."""

    calls: Rekognition
    operation: str

    def call(self, operation: str, **parameters: object) -> Mapping[str, Any]:
        answer = self.calls.call(operation, **parameters)
        if operation == self.operation:
            raise Died
        return answer


@dataclass
class Team:
    """A team's dataset, its images, and AWS."""

    aws: RekognitionStandIn
    client: Any
    s3: Any
    clock: FakeClock
    bucket: str
    project: str = "team"
    kept: dict[str, Image] = field(default_factory=dict)
    images: list[LabelledImage] = field(default_factory=list)

    def add(self, label: str, shade: int, split: Split, kind: str = "PNG") -> LabelledImage:
        """An image with a square of the label's colour, no two alike."""
        colour = COLOURS[label]
        background: Rgb = (255, 255, 200 + shade)
        square = (colour, (BOX.left, BOX.top, BOX.right, BOX.bottom))
        data = encode(draw((80, 80), [square], background), kind)
        name = hashlib.sha256(data).hexdigest()
        self.kept[name] = Image(data, f"{label} {shade}")
        made = LabelledImage(name, f"{label} {shade}.png", 80, 80, (Annotation(label, BOX),), split)
        self.images.append(made)
        return made

    @property
    def dataset(self) -> Dataset:
        return Dataset(7, tuple(self.images))

    def rekognition(self) -> Rekognition:
        """The bot's way to call."""
        return Rekognition(self.client, TokenBucket(1000.0, self.clock), self.clock)

    def trainer(self, calls: Mortal | None = None) -> CustomLabelsTrainer:
        """A new one, as in a new process."""
        return CustomLabelsTrainer(
            calls or self.rekognition(),
            self.s3,
            project=self.project,
            bucket=self.bucket,
            prefix="rekog",
            read=self.kept.get,
            weigh=self.weigh,
        )

    def weigh(self, image_id: str) -> tuple[int, bytes]:
        kept = self.kept.get(image_id)
        return (len(kept.data), kept.data[:8]) if kept is not None else (0, b"")

    def asked(self, operation: str) -> int:
        """How many calls of an operation went well."""
        return sum(call.operation == operation and not call.code for call in self.aws.calls)

    def train(self, version: ModelVersion | None = None) -> TrainingState:
        """Look, each time with a new trainer and a minute later, until it has ended."""
        for _ in range(MOST):
            state = self.trainer().look(version or VERSION, self.dataset)
            if state.training is not Training.RUNS:
                return state
            self.clock.sleep(60.0)
        raise AssertionError("it does not end")


VERSION = ModelVersion(1, "custom-labels", Training.RUNS, 7, "", "U1", 0.0)


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with S3Server() as running:
        yield running


@pytest.fixture
def s3(server: S3Server) -> Iterator[Any]:
    made = buckets.client(
        REGION, server.endpoint_url, access_key_id=ACCESS_KEY, secret_access_key=SECRET_KEY
    )
    yield made
    made.close()


@pytest.fixture
def team(s3: Any, request: pytest.FixtureRequest) -> Iterator[Team]:
    clock = FakeClock()
    bucket = f"t{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:20]}"
    s3.create_bucket(Bucket=bucket)
    with RekognitionStandIn(
        now=clock.now,
        s3=s3,
        change_seconds=0.0,
        control_per_second=None,
        dataset_seconds=60.0,
        training_seconds=600.0,
    ) as aws:
        client = rekognition_client(
            aws.region,
            endpoint_url=aws.endpoint_url,
            access_key_id=aws.access_key_id,
            secret_access_key=aws.secret_access_key,
        )
        made = Team(aws, client, s3, clock, bucket)
        for shade in range(6):
            for label in COLOURS:
                split = Split.TEST if shade < 2 else Split.TRAIN
                made.add(label, shade * 8, split, "JPEG" if shade == 3 else "PNG")
        yield made
        client.close()


def test_a_training_from_nothing_to_its_evaluation(team: Team) -> None:
    """Project, images, datasets and training are made, and AWS's evaluation is read."""
    state = team.train()

    evaluation = team.trainer().evaluation(VERSION)
    assert state == TrainingState(Training.DONE)
    assert (evaluation.f1, [each.label for each in evaluation.labels]) == (1.0, ["Leaf", "Rose"])
    assert team.trainer().thresholds(VERSION) == {"Leaf": 50.0, "Rose": 50.0}


def test_it_fits_the_port(team: Team) -> None:
    """The trainer is one of those that the core knows."""
    trainer: Trainer = team.trainer()

    assert trainer.detector == "custom-labels"


def test_a_training_is_paid_once(team: Team) -> None:
    """However often it is asked, and by whomever, there is one training and one of each dataset."""
    for _ in range(8):
        team.trainer().begin(VERSION, team.dataset)
        team.trainer().look(VERSION, team.dataset)
        team.clock.sleep(60.0)
    team.train()

    assert team.asked("CreateProjectVersion") == 1
    assert team.asked("CreateProject") == 1
    assert team.asked("CreateDataset") == 2


@pytest.mark.parametrize("operation", ["CreateProject", "CreateDataset", "CreateProjectVersion"])
def test_an_answer_that_is_lost_is_not_paid_twice(team: Team, operation: str) -> None:
    """When AWS does what it was asked and the process dies before it knows, AWS's is taken."""
    for _ in range(6):
        mortal = team.trainer(Mortal(team.rekognition(), operation))
        with suppress(Died, errors.TrainingBusy):
            mortal.begin(VERSION, team.dataset)
        team.clock.sleep(60.0)

    state = team.train()

    assert state.training is Training.DONE
    assert team.asked("CreateProjectVersion") == team.asked("CreateProject") == 1
    assert team.asked("CreateDataset") == 2


def test_the_handle_is_told_as_soon_as_it_is_known(team: Team) -> None:
    """Begin gives nothing while the datasets are made, and the ARN from then on."""
    handles = []
    for _ in range(4):
        handles.append(team.trainer().begin(VERSION, team.dataset))
        team.clock.sleep(60.0)

    assert handles[0] == ""
    assert "/version/v1/" in handles[-1]
    assert handles[-1] == handles[-2]


def test_images_are_sent_once(team: Team) -> None:
    """An image that is in S3 stays as it is, under its id and the ending of its format."""
    team.trainer().begin(VERSION, team.dataset)
    first = {each["Key"]: each["LastModified"] for each in listed(team)}
    team.train()

    later = {each["Key"]: each["LastModified"] for each in listed(team)}

    assert first == later
    assert len(first) == len(team.images)
    assert sum(key.endswith(".jpg") for key in first) == 2


def listed(team: Team) -> list[dict[str, Any]]:
    answer = team.s3.list_objects_v2(Bucket=team.bucket, Prefix="rekog/images/")
    return list(answer["Contents"])


def entries(team: Team, kind: str) -> list[str]:
    """What AWS has in a dataset."""
    (project,) = team.client.describe_projects()["ProjectDescriptions"]
    arns = {each["DatasetType"]: each["DatasetArn"] for each in project["Datasets"]}
    return list(team.client.list_dataset_entries(DatasetArn=arns[kind])["DatasetEntries"])


def test_an_existing_project_is_taken(team: Team) -> None:
    """A project that somebody made in the console is used."""
    team.aws.add_model(team.project, "old", "TRAINING_COMPLETED")

    state = team.train()

    assert state.training is Training.DONE
    assert team.asked("CreateProject") == 0


def test_the_next_training_sends_what_is_new(team: Team) -> None:
    """The datasets are brought up to date by their entries, and nothing is made anew."""
    team.train()
    team.add("Rose", 99, Split.TRAIN)
    relabelled = replace(team.images[-3], annotations=(Annotation("Leaf", BOX),))
    team.images[-3] = relabelled

    state = team.train(replace(VERSION, number=2))

    assert state.training is Training.DONE
    assert (team.asked("UpdateDatasetEntries"), team.asked("CreateDataset")) == (1, 2)
    (sent,) = [c.parameters["Changes"] for c in team.aws.calls if c.operation[:6] == "Update"]
    assert len(sent["GroundTruth"].splitlines()) == 2


def test_deleted_images_are_not_learned_any_more(team: Team) -> None:
    """When an image was deleted, its dataset is made anew: AWS deletes no single entries."""
    team.train()
    gone = team.images.pop()

    state = team.train(replace(VERSION, number=2))

    assert state.training is Training.DONE
    assert (team.asked("DeleteDataset"), team.asked("CreateDataset")) == (1, 3)
    learned = entries(team, "TRAIN")
    assert len(learned) == 7
    assert not any(gone.id in each for each in learned)


def test_forgotten_images_leave_the_bucket(team: Team) -> None:
    """Copies of images that are not in the dataset, and manifests that name them, are deleted."""
    team.train()
    gone = team.images.pop(0)

    team.trainer().tidy(team.dataset)

    keys = [each["Key"] for each in team.s3.list_objects_v2(Bucket=team.bucket)["Contents"]]
    assert [key for key in keys if gone.id in key or key.endswith(".manifest")] == []
    assert sum(key.startswith("rekog/images/") for key in keys) == len(team.images)


def test_a_failed_training_says_why(team: Team) -> None:
    """AWS's own reason is told, with what to do, and nothing is trained again by itself."""
    team.aws.fail_next_training("The manifest file contains too many invalid data objects.")

    state = team.train()
    again = team.trainer().look(VERSION, team.dataset)

    assert state.training is again.training is Training.FAILED
    assert "too many invalid data objects. Correct that, and train again." in state.message
    assert team.asked("CreateProjectVersion") == 1


def test_images_that_aws_cannot_use_are_named(team: Team) -> None:
    """Before anything is paid, people read which images AWS refuses."""
    team.trainer().begin(VERSION, team.dataset)
    lost = next(image for image in team.images if image.split is Split.TRAIN)
    team.s3.delete_object(Bucket=team.bucket, Key=f"rekog/images/{lost.id}.png")
    team.clock.sleep(60.0)

    refused = team.trainer()

    with pytest.raises(errors.TrainingRefused) as error:
        refused.begin(VERSION, team.dataset)
    assert f"1 image of the dataset: “{lost.name}”" in error.value.sentence
    assert team.asked("CreateProjectVersion") == 0
    assert team.train(replace(VERSION, number=2)).training is Training.DONE


def test_a_dataset_that_aws_refuses(team: Team) -> None:
    """A dataset that could not be made is told, and the next training begins it anew."""
    team.trainer().begin(VERSION, team.dataset)
    for image in team.images[4:]:
        team.s3.delete_object(Bucket=team.bucket, Key=f"rekog/images/{image.id}.png")
    team.clock.sleep(60.0)

    failed = team.train()
    good = team.train(replace(VERSION, number=2))

    assert failed.training is Training.FAILED
    assert "could not take the training dataset: " in failed.message
    assert good.training is Training.DONE


def test_an_image_that_is_not_kept_any_more(team: Team) -> None:
    """A training whose image was forgotten meanwhile is refused by the image's name."""
    del team.kept[team.images[0].id]

    state = team.train()

    assert state.training is Training.FAILED
    assert team.images[0].name in state.message


@pytest.mark.parametrize(
    ("operation", "code", "leaf"),
    [
        ("CreateProject", "AccessDeniedException", errors.DetectionDenied),
        ("CreateDataset", "LimitExceededException", errors.TrainingLimitReached),
        ("DescribeDataset", "ThrottlingException", errors.ModelOutOfReach),
        ("ListDatasetEntries", "AccessDeniedException", errors.DetectionDenied),
        ("CreateProjectVersion", "LimitExceededException", errors.TrainingLimitReached),
        ("DescribeProjectVersions", "InternalServerError", errors.ModelOutOfReach),
    ],
)
def test_what_may_pass_is_raised_and_then_goes_on(
    team: Team, operation: str, code: str, leaf: type[errors.RekogError]
) -> None:
    """A refusal that is not about the dataset comes as its error, and later it goes on."""
    status = 500 if code.startswith("Internal") else 400
    team.aws.go_wrong(Fault(operation, times=8, code=code, status=status))
    raised: list[type[Exception]] = []
    for _ in range(6):
        try:
            team.trainer().look(VERSION, team.dataset)
        except errors.RekogError as error:
            raised.append(type(error))
        team.clock.sleep(60.0)
    team.aws.go_well()

    state = team.train()

    assert set(raised) == {leaf}
    assert state.training is Training.DONE
    assert team.asked("CreateProjectVersion") == 1


def test_a_bucket_that_is_not_there(team: Team) -> None:
    """Who runs the bot reads which bucket cannot be used, and for what."""
    team.bucket = "no-such-bucket"

    trainer = team.trainer()

    with pytest.raises(errors.TrainingBucketRefused) as error:
        trainer.begin(VERSION, team.dataset)
    assert "no-such-bucket" in error.value.sentence
    assert "s3:ListBucket" in error.value.sentence


def test_a_version_that_was_deleted_at_aws(team: Team) -> None:
    """It is not trained a second time by itself."""
    begun = replace(VERSION, handle="arn:aws:…/version/v1/1")

    handle = team.trainer().begin(begun, team.dataset)
    state = team.trainer().look(begun, team.dataset)

    assert handle == begun.handle
    assert state.training is Training.DELETED
    assert team.asked("CreateProject") == 0


def test_a_version_is_judged_on_its_kept_images(team: Team) -> None:
    """A running version looks at images in S3; one that is not there yet is sent."""
    team.train()
    arn = team.trainer().begin(VERSION, team.dataset)
    team.aws.model(arn).status = "RUNNING"
    new = team.add("Leaf", 3, Split.TEST)

    judge = team.trainer().judge(VERSION)
    known, unknown = judge(team.images[0]), judge(new)

    assert known[0].label == "Rose"
    assert [each.label for each in unknown] == ["Leaf"]
    assert known[0].box is not None
    assert known[0].box.to_pixels(80, 80) == BOX


def test_a_version_must_run_to_be_judged(team: Team) -> None:
    """A trained version that was not started is told as such, and an unknown one too."""
    team.train()
    trainer = team.trainer()

    with pytest.raises(errors.ModelNotRunning):
        trainer.judge(VERSION)
    with pytest.raises(errors.ModelNotFound):
        trainer.judge(replace(VERSION, number=9))


def test_problems_and_the_estimate_come_before_money(team: Team) -> None:
    """AWS's rules and the costs are told without a single call."""
    problems = team.trainer().problems(Dataset(1, ()))
    estimate = team.trainer().estimate(team.dataset)

    assert any("no training images" in each for each in problems)
    assert not team.trainer().problems(team.dataset)
    assert estimate.dollars == pytest.approx(estimate.seconds / 3600)
    assert "24 hours" in estimate.basis
    assert not team.aws.calls


def test_an_evaluation_that_is_not_there(team: Team) -> None:
    """A version that AWS did not evaluate is told as such."""
    team.aws.add_model(team.project, "v1", "TRAINING_COMPLETED")
    trainer = team.trainer()

    with pytest.raises(errors.EvaluationUnreadable) as error:
        trainer.evaluation(VERSION)

    assert "v1: AWS names no summary" in error.value.sentence
