"""The error that a person reads for each code with which Amazon Rekognition refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.errors import (
    DetectionDenied,
    DetectionFailed,
    DetectionThrottled,
    ImageRefused,
    ModelBusy,
    ModelLimitReached,
    ModelNotFound,
    ModelNotRunning,
    ModelOutOfReach,
    ModelRefused,
    RekogError,
    TrainingBusy,
    TrainingLimitReached,
    TrainingRefused,
)
from bot.detect.codes import NOT_LET_IN, PASSING, THROTTLED

DETECTING = frozenset({"DetectCustomLabels", "DetectFaces", "DetectLabels", "RecognizeCelebrities"})

TEACHING = frozenset(
    {
        "CreateProject",
        "CreateDataset",
        "DescribeDataset",
        "ListDatasetEntries",
        "UpdateDatasetEntries",
        "DeleteDataset",
        "CreateProjectVersion",
        "DeleteProjectVersion",
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was refused: the operation, the service's words, and the model version concerned."""

    operation: str
    message: str
    version: str


def leaf(code: str, asked: Asked) -> RekogError:
    """The leaf of the error tree for a code."""
    return ERRORS.get(code, _failed)(asked)


def _failed(asked: Asked) -> RekogError:
    return DetectionFailed() if asked.operation in DETECTING else ModelOutOfReach()


def _throttled(asked: Asked) -> RekogError:
    return DetectionThrottled() if asked.operation in DETECTING else ModelOutOfReach()


def _denied(asked: Asked) -> RekogError:
    return DetectionDenied(action=f"rekognition:{asked.operation}")


def _refused(asked: Asked) -> RekogError:
    if asked.operation in DETECTING:
        return ImageRefused(name="this picture")
    if asked.operation in TEACHING:
        return TrainingRefused(reason=_sentence(asked.message))
    return ModelRefused(version=asked.version, reason=_sentence(asked.message))


def _limited(asked: Asked) -> RekogError:
    kind = TrainingLimitReached if asked.operation in TEACHING else ModelLimitReached
    return kind(detail=_sentence(asked.message))


def _busy(asked: Asked) -> RekogError:
    kind = TrainingBusy if asked.operation in TEACHING else ModelBusy
    return kind(detail=asked.message.rstrip("."))


def _not_found(asked: Asked) -> RekogError:
    if asked.operation in TEACHING:
        # It was there when it was looked up, so somebody deletes it just now; look it up again.
        return _busy(asked)
    return ModelNotFound(version=asked.version)


def _not_ready(asked: Asked) -> RekogError:
    if asked.operation in TEACHING:
        return _busy(asked)
    return ModelNotRunning(state="not running")


def _sentence(message: str) -> str:
    words = message.strip() or "AWS gave no reason"
    return words if words.endswith((".", "!", "?")) else f"{words}."


ERRORS: dict[str, Callable[[Asked], RekogError]] = {
    **dict.fromkeys(THROTTLED, _throttled),
    **dict.fromkeys(PASSING, _failed),
    **dict.fromkeys(NOT_LET_IN, _denied),
    "ImageTooLargeException": _refused,
    "InvalidImageFormatException": _refused,
    "InvalidPaginationTokenException": _failed,
    "InvalidParameterException": _refused,
    "InvalidS3ObjectException": _refused,
    "LimitExceededException": _limited,
    "ServiceQuotaExceededException": _limited,
    "ResourceAlreadyExistsException": _busy,
    "ResourceInUseException": _busy,
    "ResourceNotFoundException": _not_found,
    "ResourceNotReadyException": _not_ready,
    "ValidationException": _refused,
}
