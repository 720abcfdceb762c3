"""What the team teaches, wired: labelling, trainings, model versions, files."""

from __future__ import annotations

from dataclasses import dataclass

from bot.annotate.figures import evaluation_card
from bot.app.state import State
from bot.app.timing import PRODUCTION, Timing
from bot.app.wiring import Parts, arn_in_use, control_calls
from bot.core.arn import ModelArn
from bot.core.attempts import Journal
from bot.core.evaluation import Comparison, Evaluation
from bot.core.model import AnnotatedImage, Image, S3Object
from bot.core.permission import Permission
from bot.core.ports import Board, Clock, Gallery, JobQueue, Model, Replies
from bot.core.requests import FollowRequest, SwitchRequest
from bot.core.switching import Leftovers, Life, Switching
from bot.core.teaching import Teaching, TeachingTools
from bot.core.training_commands import TrainingCommands
from bot.core.training_jobs import TrainingJobs
from bot.core.versions import Trainer, Versions
from bot.detect.local import LocalTrainer, without_label
from bot.lifecycle.custom_labels import CustomLabelsModel
from bot.media import PillowFitter, PillowReader, kept_image
from bot.settings import Settings
from bot.train import bucket as training_bucket
from bot.train.custom_labels import CustomLabelsTrainer
from bot.train.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Taught:
    """What works with labels and model versions.

    Attributes:
        teaching: takes what people say about images.
        exchange: datasets in and out of files.
        trainer: of the detector; `None` for one that cannot be taught.
    """

    teaching: Teaching
    exchange: Exchange
    trainer: Trainer | None


def taught(settings: Settings, made: Parts, state: State) -> Taught:
    """Wire it by the settings."""
    labelling, steps = state.store.labelling, made.steps
    tools = TeachingTools(
        labelling, steps.fetcher, steps.reader, kept_image, made.clock, steps.frames
    )
    teaching = Teaching(tools)

    def fetch(place: S3Object) -> Image:
        return steps.fetcher.fetch(place)

    return Taught(
        teaching, Exchange(labelling, teaching, fetch), _trainer(settings, state, made.clock)
    )


def _trainer(settings: Settings, state: State, clock: Clock) -> Trainer | None:
    """One new line for each detector that learns."""
    labelling, versions = state.store.labelling, state.store.versions
    if settings.detector == "local":
        return LocalTrainer(
            read=labelling.image,
            load_model=versions.model,
            reader=PillowReader(settings.max_pixels),
            fitter=PillowFitter(),
            data_dir=settings.data_dir,
        )
    if settings.detector == "custom-labels" and settings.train_bucket is not None:
        return _cloud_trainer(settings, settings.train_bucket, state, clock)
    return None


def _cloud_trainer(
    settings: Settings, place: tuple[str, str], state: State, clock: Clock
) -> CustomLabelsTrainer:
    """Trains in the project of MODEL_ARN."""
    assert settings.model_arn is not None, "settings without a model were refused"
    bucket, prefix = place
    return CustomLabelsTrainer(
        control_calls(settings, clock),
        training_bucket.client(settings.rekognition_region, settings.s3_url),
        project=settings.model_arn.project,
        bucket=bucket,
        prefix=prefix,
        read=state.store.labelling.image,
    )


class Fleet:
    """Models of Custom Labels by their ARNs; fits `bot.core.switching.Fleet`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    def model(self, handle: str) -> Model:
        """See the port."""
        arn = ModelArn.parse(handle)
        calls = control_calls(self._settings, self._clock, arn.version)
        return CustomLabelsModel(calls, lambda: arn, self._settings.inference_units)


@dataclass(frozen=True, slots=True)
class TeachingJobs:
    """What the workers run.

    Attributes:
        exchange: datasets in and out of files.
        commands: about the dataset and the model versions.
        training: follows a training; `None` for a detector that cannot be taught.
        switching: between running model versions; `None` where that is done at once.
    """

    exchange: Exchange
    commands: TrainingCommands
    training: TrainingJobs | None
    switching: Switching | None

    def follow(self, request: FollowRequest, journal: Journal) -> None:
        """Look at a training; one of a detector that is not set any more is left alone."""
        if self.training is not None:
            self.training.run(request, journal)

    def switch(self, request: SwitchRequest, journal: Journal) -> None:
        """Take the next step of a switch."""
        if self.switching is not None:
            self.switching.run(request, journal)


def teaching_jobs(
    settings: Settings,
    made: Parts,
    state: State,
    *,
    permission: Permission,
    replies: Replies,
    board: Board,
    gallery: Gallery,
    jobs: JobQueue,
    timing: Timing = PRODUCTION,
    life: Life | None = None,
) -> TeachingJobs:
    """Wire what people ask of the dataset and the model versions.

    Without the life of the model in use, nothing that runs is switched.
    """
    found = taught(settings, made, state)
    store, trainer, exchange = state.store, found.trainer, found.exchange
    commands = TrainingCommands(
        settings.detector,
        trainer,
        labelling=store.labelling,
        versions=store.versions,
        permission=permission,
        replies=replies,
        board=board,
        jobs=jobs,
        audit=store.audit,
        clock=made.clock,
        at_once=settings.detector == "local",
        forget=Forgetting(store.versions, settings.detector).forget,
    )
    if trainer is None:
        return TeachingJobs(exchange, commands, None, None)
    training = TrainingJobs(
        trainer,
        labelling=store.labelling,
        versions=store.versions,
        board=board,
        gallery=gallery,
        figures=FigureCards(),
        jobs=jobs,
        clock=made.clock,
        look_seconds=timing.training,
    )
    switching = None
    if life is not None:
        switching = _switching(settings, made, state, board, jobs, timing, life)
    return TeachingJobs(exchange, commands, training, switching)


def _switching(
    settings: Settings,
    made: Parts,
    state: State,
    board: Board,
    jobs: JobQueue,
    timing: Timing,
    life: Life,
) -> Switching | None:
    if settings.detector != "custom-labels" or settings.model_arn is None:
        return None
    in_use = arn_in_use(settings.model_arn, state.store.versions)
    return Switching(
        settings.detector,
        state.store.versions,
        Fleet(settings, made.clock),
        lambda: in_use().text,
        life,
        state.store.lives,
        board,
        jobs,
        made.clock,
        timing.switching,
    )


def leftovers(
    settings: Settings, state: State, clock: Clock, life: Life, board: Board
) -> Leftovers | None:
    """Looks for model versions that run although another one is in use."""
    if settings.detector != "custom-labels" or settings.model_arn is None:
        return None
    in_use = arn_in_use(settings.model_arn, state.store.versions)
    return Leftovers(
        settings.detector,
        state.store.versions,
        Fleet(settings, clock),
        lambda: in_use().text,
        life.record,
        board,
        clock,
    )


class FigureCards:
    """Draws evaluations; fits `bot.core.training_jobs.Figures`."""

    def card(
        self, evaluation: Evaluation, comparison: Comparison | None, title: str
    ) -> AnnotatedImage:
        """See the port."""
        return evaluation_card(evaluation, comparison, title)


LABEL_DELETED = "A label was deleted from it, so its figures were dropped."


class Forgetting:
    """Deletes what model versions have learned of a label."""

    def __init__(self, versions: Versions, detector: str) -> None:
        self._versions = versions
        self._detector = detector

    def forget(self, label: str) -> int:
        """Take a label out of every model that is kept here; how many knew it."""
        count = 0
        for version in self._versions.all(self._detector):
            model = self._versions.model(version.number)
            if model is None:
                continue
            left = without_label(model, label)
            if left != model:
                self._versions.replace_model(version.number, left, LABEL_DELETED)
                count += 1
        return count
