"""Which adapter does what, by the settings: the way of an image, and the model's life."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from bot.annotate import PillowAnnotator
from bot.app.in_use import CUSTOM_LABELS, CloudVersion
from bot.core.model import Detection, Frame, LocalFile, S3Object, SharedFile
from bot.core.pacing import SystemClock, TokenBucket
from bot.core.ports import Clock, Detector, Fetcher, FrameFitter, Model, Pace
from bot.core.recognition import Recogniser, Steps
from bot.core.versions import Versions
from bot.detect import rekognition
from bot.detect.celebrities import Celebrities
from bot.detect.custom_labels import CustomLabels
from bot.detect.labels import Labels
from bot.detect.local import LocalModel
from bot.detect.proposals import Proposals
from bot.detect.rekognition import Rekognition
from bot.fetch import Fetch, LocalFiles, S3Objects, s3
from bot.lifecycle.always_on import AlwaysOn
from bot.lifecycle.custom_labels import CustomLabelsModel
from bot.media import PillowFitter, PillowReader, likeness
from bot.settings import Settings

# Commands wait for AWS and Slack, never for each other's pictures.
COMMAND_WORKERS = 4
SCAN_THREADS = 16
"""Objects of scans that are under way at once in a process, at most."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What works without Slack: the way of an image, and the model's life."""

    recogniser: Recogniser
    model: Model
    clock: Clock
    steps: Steps
    propose: Callable[[Frame], tuple[Detection, ...]] = lambda frame: ()
    """Finds what may be worth a label."""
    cloud: CloudVersion | None = None
    """Which version of Custom Labels the team uses; `None` for the other detectors."""


def parts(
    settings: Settings,
    shared_files: Fetcher | None = None,
    pace: Pace | None = None,
    versions: Versions | None = None,
) -> Parts:
    """Wire the way of an image.

    Args:
        settings: as read.
        shared_files: how files are downloaded from Slack. Without it (the command line) files of
            this machine are read instead.
        pace: of detections; without it, this process keeps one of its own.
        versions: what the team has trained; without it, the detector is as it came.
    """
    clock = SystemClock()
    fitter = PillowFitter()
    own = pace or own_pace(settings, clock)
    detector, model = _detector(settings, fitter, clock, own, versions)
    steps = Steps(
        fetcher=_fetch(settings, shared_files, clock),
        reader=PillowReader(settings.max_pixels),
        detector=detector,
        annotator=PillowAnnotator(settings.answer_max_side),
        clock=clock,
        frames=threading.Semaphore((settings.workers + 1) // 2),
        likeness=likeness,
    )
    recogniser = Recogniser(steps, settings.min_confidence)
    if isinstance(model, LocalModel):
        return Parts(recogniser, model, clock, steps, model.propose)
    if settings.detector == CUSTOM_LABELS:
        # Not at the pace of the model: these calls have a quota of their own.
        boxes = Proposals(control_calls(settings, clock), fitter)
        cloud = CloudVersion(settings.model_arn, versions)
        return Parts(recogniser, model, clock, steps, boxes.propose, cloud)
    return Parts(recogniser, model, clock, steps)


def _fetch(settings: Settings, shared_files: Fetcher | None, clock: Clock) -> Fetch:
    largest = settings.max_file_bytes
    # Without an allowed bucket nothing is ever asked of S3, and there may be no region to ask.
    client = (
        s3.client(settings.region, settings.s3_url, connections=settings.workers + SCAN_THREADS)
        if settings.s3_allowed
        else None
    )
    objects = S3Objects(client, settings.s3_allowed, largest, clock)
    if shared_files is None:
        return Fetch({S3Object: objects, LocalFile: LocalFiles(largest)})
    return Fetch({S3Object: objects, SharedFile: shared_files})


def model_name(settings: Settings) -> str:
    """What the model's life is kept under."""
    return settings.model_arn.text if settings.model_arn else settings.detector


def rate(settings: Settings, units: int) -> float:
    """Detections a second that so many inference units take."""
    if settings.calls_per_second is not None:
        return settings.calls_per_second
    by_unit = settings.detector == "custom-labels"
    return settings.calls_per_unit * (units if by_unit else 1)


def own_pace(settings: Settings, clock: Clock) -> Pace:
    """The pace of a process that shares nothing."""
    return TokenBucket(rate(settings, settings.inference_units), clock)


def control_calls(settings: Settings, clock: Clock) -> Rekognition:
    """Calls about models and trainings.

    They have a quota of their own: 5 a second for each operation.
    https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html
    """
    client = rekognition.client(
        settings.rekognition_region,
        endpoint_url=settings.rekognition_url,
        connections=settings.workers + COMMAND_WORKERS,
    )
    return Rekognition(client, TokenBucket(5.0, clock, burst=5), clock)


def _local(settings: Settings, fitter: FrameFitter, versions: Versions | None) -> LocalModel:
    if versions is None:
        return LocalModel(fitter, settings.data_dir)

    def in_use() -> tuple[int, int] | None:
        used = versions.in_use("local")
        return (used.number, used.revision) if used is not None else None

    return LocalModel(
        fitter,
        settings.data_dir,
        in_use=in_use,
        load_model=versions.model,
        show_unknown=settings.show_unknown,
    )


def _detector(
    settings: Settings,
    fitter: FrameFitter,
    clock: Clock,
    pace: Pace,
    versions: Versions | None,
) -> tuple[Detector, Model]:
    """A detector and its model's life; a new detector is one new line here."""
    if settings.detector == "local":
        local = _local(settings, fitter, versions)
        return local, local
    client = rekognition.client(
        settings.rekognition_region,
        endpoint_url=settings.rekognition_url,
        connections=settings.workers + COMMAND_WORKERS + SCAN_THREADS,
    )
    paced = Rekognition(client, pace, clock)
    if settings.detector == "labels":
        return Labels(paced, fitter), AlwaysOn("Amazon Rekognition labels")
    if settings.detector == "celebrities":
        return Celebrities(paced, fitter), AlwaysOn("Amazon Rekognition celebrities")
    cloud = CloudVersion(settings.model_arn, versions)
    control = control_calls(settings, clock).named(cloud.name)
    detecting = paced.named(cloud.name)
    return CustomLabels(detecting, fitter, cloud.arn), CustomLabelsModel(
        control, cloud.arn, settings.inference_units
    )
