"""What Amazon Rekognition refuses, and the error that a person reads for it.

Errors are told apart by their code, never by their class: a class that botocore makes at run
time is lost when an error is kept and read again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
)

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

CUT_OFF = (HTTPClientError, ConnectionError, IncompleteReadError)
"""No connection, a broken one, or a timeout. Nothing came back, so there is no code."""

DETECTING = frozenset({"DetectCustomLabels", "DetectLabels", "RecognizeCelebrities"})

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
class Refusal:
    """One call that did not go well.

    Attributes:
        operation: `DetectCustomLabels` and so on.
        code: the service's error code; the name of botocore's error where nothing came back.
        message: the service's own words.
        status: HTTP status; 0 where nothing came back.
        retry_after: seconds that the service asks for; 0 when it does not say.
        cut_off: no answer arrived: no connection, a broken one, or a timeout.
    """

    operation: str
    code: str
    message: str = ""
    status: int = 0
    retry_after: float = 0.0
    cut_off: bool = False

    @classmethod
    def of(cls, operation: str, error: ClientError | BotoCoreError) -> Refusal:
        """Read what botocore raised."""
        if not isinstance(error, ClientError):
            name = type(error).__name__
            return cls(operation, name, str(error), cut_off=isinstance(error, CUT_OFF))
        said = error.response.get("Error", {})
        answer = error.response.get("ResponseMetadata", {})
        # Milliseconds, as in botocore/retries/standard.py.
        wait = answer.get("HTTPHeaders", {}).get("x-amz-retry-after", "")
        return cls(
            operation,
            str(said.get("Code", "")),
            str(said.get("Message", "")),
            int(answer.get("HTTPStatusCode", 0)),
            int(wait) / 1000 if wait.isdecimal() else 0.0,
        )

    @property
    def throttled(self) -> bool:
        """The call came too soon."""
        return self.code in THROTTLED

    @property
    def passing(self) -> bool:
        """It may go well if it is simply tried again."""
        return self.throttled or self.cut_off or self.code in PASSING or self.status >= 500

    def error(self, version: str) -> RekogError:
        """The leaf of the error tree for this; `version` is the model version it is about."""
        make = ERRORS.get(self.code)
        return _failed(self, version) if make is None else make(self, version)


def _failed(refusal: Refusal, version: str) -> RekogError:
    return DetectionFailed() if refusal.operation in DETECTING else ModelOutOfReach()


def _throttled(refusal: Refusal, version: str) -> RekogError:
    return DetectionThrottled() if refusal.operation in DETECTING else ModelOutOfReach()


def _denied(refusal: Refusal, version: str) -> RekogError:
    return DetectionDenied(action=f"rekognition:{refusal.operation}")


def _refused(refusal: Refusal, version: str) -> RekogError:
    if refusal.operation in DETECTING:
        return ImageRefused(name="this picture")
    if refusal.operation in TEACHING:
        return TrainingRefused(reason=_sentence(refusal.message))
    return ModelRefused(version=version, reason=_sentence(refusal.message))


def _limited(refusal: Refusal, version: str) -> RekogError:
    leaf = TrainingLimitReached if refusal.operation in TEACHING else ModelLimitReached
    return leaf(detail=_sentence(refusal.message))


def _busy(refusal: Refusal, version: str) -> RekogError:
    leaf = TrainingBusy if refusal.operation in TEACHING else ModelBusy
    return leaf(detail=refusal.message.rstrip("."))


def _not_found(refusal: Refusal, version: str) -> RekogError:
    if refusal.operation in TEACHING:
        # It was there when it was looked up, so somebody deletes it just now; look it up again.
        return _busy(refusal, version)
    return ModelNotFound(version=version)


def _not_ready(refusal: Refusal, version: str) -> RekogError:
    if refusal.operation in TEACHING:
        return _busy(refusal, version)
    return ModelNotRunning(state="not running")


def _sentence(message: str) -> str:
    words = message.strip() or "AWS gave no reason"
    return words if words.endswith((".", "!", "?")) else f"{words}."


ERRORS: dict[str, Callable[[Refusal, str], RekogError]] = {
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
