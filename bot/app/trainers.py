"""Which trainer teaches, by the settings."""

from __future__ import annotations

from bot.app.state import State
from bot.app.wiring import control_calls
from bot.core.ports import Clock
from bot.core.versions import Trainer
from bot.detect.local import LocalTrainer
from bot.media import PillowFitter, PillowReader
from bot.settings import Settings
from bot.train import bucket as training_bucket
from bot.train.custom_labels import CustomLabelsTrainer


def trainer(settings: Settings, state: State, clock: Clock) -> Trainer | None:
    """One new line for each detector that learns; `None` for one that cannot be taught."""
    if settings.detector == "local":
        return _local(settings, state)
    if settings.detector == "custom-labels" and settings.train_bucket is not None:
        return _custom_labels(settings, settings.train_bucket, state, clock)
    return None


def _local(settings: Settings, state: State) -> LocalTrainer:
    return LocalTrainer(
        read=state.store.labelling.image,
        load_model=state.store.versions.model,
        reader=PillowReader(settings.max_pixels),
        fitter=PillowFitter(),
        data_dir=settings.data_dir,
    )


def _custom_labels(
    settings: Settings, place: tuple[str, str], state: State, clock: Clock
) -> CustomLabelsTrainer:
    bucket, prefix = place
    return CustomLabelsTrainer(
        control_calls(settings, clock),
        training_bucket.client(settings.rekognition_region, settings.s3_url),
        project=settings.model_project,
        bucket=bucket,
        prefix=prefix,
        read=state.store.labelling.image,
        weigh=state.store.labelling.weigh,
    )
