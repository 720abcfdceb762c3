"""Calls to Amazon Rekognition: at a pace, again where that helps, and with errors by name."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from bot import aws
from bot.core.ports import Clock, Pace
from bot.detect.refusals import Refusal

READ_TIMEOUT = 60.0
"""Seconds without a byte. A large picture takes a second or two; a busy model longer."""


def client(
    region: str,
    *,
    endpoint_url: str | None = None,
    access_key_id: str | None = None,
    secret_access_key: str | None = None,
    session_token: str | None = None,
    connections: int = 10,
    read_timeout: float = READ_TIMEOUT,
    attempts: int = 1,
) -> Any:
    """Make a boto3 client of Rekognition; nothing is sent yet.

    Args:
        region: must be the model's own.
        endpoint_url: `None` for AWS itself.
        access_key_id: `None` for boto3's own chain (profile, role, environment).
        secret_access_key: belongs to the key id.
        session_token: of temporary credentials.
        connections: as many as there are threads that call.
        read_timeout: seconds without a byte.
        attempts: of botocore's own. They would multiply those of `Rekognition`, unpaced, and
            would retry LimitExceededException too, so there is one.

    Raises:
        SettingsWrong: boto3 cannot work with these, or with what it finds in the environment.
    """
    return aws.client(
        "rekognition",
        region,
        endpoint_url,
        attempts=attempts,
        read_timeout=read_timeout,
        connections=connections,
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
        session_token=session_token,
    )


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on asking.

    With these values a call that is always throttled waits 16 seconds on average, 32 at most,
    besides its pace.

    Attributes:
        throttled: attempts when the other side says that it was too fast.
        troubled: attempts when it does not answer, or has trouble of its own.
        first: seconds, the longest pause after the first attempt; it doubles with each one.
        longest: seconds, the longest pause of all.
    """

    throttled: int = 8
    troubled: int = 3
    first: float = 0.5
    longest: float = 8.0

    def attempts(self, refusal: Refusal) -> int:
        """How often a call that ends like this may be made."""
        if refusal.throttled:
            return self.throttled
        return self.troubled if refusal.passing else 1

    def pause(self, attempt: int, jitter: float) -> float:
        """Seconds to wait after the given attempt (1 for the first); full jitter, 0 to 1.

        Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        """
        return jitter * min(self.longest, self.first * 2.0 ** (attempt - 1))


class Rekognition:
    """Amazon Rekognition, as the detectors and the model's life use it."""

    def __init__(
        self,
        client: Any,
        pace: Pace,
        clock: Clock,
        *,
        version: Callable[[], str] = lambda: "",
        patience: Patience | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Args: `version` names the model version that errors speak of; `client` is boto3's."""
        self._client = client
        self._pace = pace
        self._clock = clock
        self._version = version
        self._patience = patience or Patience()
        self._jitter = jitter

    def named(self, version: Callable[[], str]) -> Rekognition:
        """The same, with errors that speak of a model version."""
        patience, jitter = self._patience, self._jitter
        return Rekognition(
            self._client,
            self._pace,
            self._clock,
            version=version,
            patience=patience,
            jitter=jitter,
        )

    def call(self, operation: str, **parameters: object) -> Mapping[str, Any]:
        """Call an operation by its name in the API, `DetectLabels`, and return its answer.

        Raises:
            RekogError: a leaf says what is wrong.
        """
        send = getattr(self._client, xform_name(operation))
        attempt = 0
        while True:
            attempt += 1
            self._pace.wait()
            try:
                answer: Mapping[str, Any] = send(**parameters)
            except (ClientError, BotoCoreError) as error:
                refusal = Refusal.of(operation, error)
                if refusal.throttled:
                    self._pace.slow_down()
                if attempt >= self._patience.attempts(refusal):
                    raise refusal.error(self._version()) from error
            else:
                return answer
            self._rest(refusal, attempt)

    def _rest(self, refusal: Refusal, attempt: int) -> None:
        pause = self._patience.pause(attempt, self._jitter())
        asked = min(refusal.retry_after, self._patience.longest)
        self._clock.sleep(max(pause, asked))
