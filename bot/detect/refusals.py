"""What Amazon Rekognition refuses, and the error that a person reads for it.

Errors are told apart by their code, never by their class: a class that botocore makes at run
time is lost when an error is kept and read again.
"""

from __future__ import annotations

from dataclasses import dataclass

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
)

from bot.core.errors import RekogError
from bot.detect.codes import PASSING, THROTTLED
from bot.detect.leaves import Asked, leaf

CUT_OFF = (HTTPClientError, ConnectionError, IncompleteReadError)
"""No connection, a broken one, or a timeout. Nothing came back, so there is no code."""


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
        return leaf(self.code, Asked(self.operation, self.message, version))
