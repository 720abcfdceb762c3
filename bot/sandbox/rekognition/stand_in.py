"""The stand-in: put together, started and stopped, and controlled by tests and the demo."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

from bot.sandbox.rekognition import signature
from bot.sandbox.rekognition.account import Account
from bot.sandbox.rekognition.datasets import Datasets, readable
from bot.sandbox.rekognition.evaluating import Layout
from bot.sandbox.rekognition.faults import Fault, Faults
from bot.sandbox.rekognition.feeding import Feeding
from bot.sandbox.rekognition.living import Living
from bot.sandbox.rekognition.looking import Looking
from bot.sandbox.rekognition.models import ModelVersion
from bot.sandbox.rekognition.objects import Objects
from bot.sandbox.rekognition.patches import PALETTE, Rgb
from bot.sandbox.rekognition.server import Server
from bot.sandbox.rekognition.service import Call, Service
from bot.sandbox.rekognition.throttle import Throttle
from bot.sandbox.rekognition.training import Training

CELEBRITIES: Mapping[str, Rgb] = {"Ada Lovelace": (255, 0, 0), "Alan Turing": (0, 0, 255)}


class RekognitionStandIn:
    """Amazon Rekognition over HTTP on loopback; use it as a context manager.

    Args:
        change_seconds: how long a start or a stop takes; `None` until `finish` is called.
        calls_per_unit: a second, for each inference unit of a model.
        calls_per_second: of each other detection.
        control_per_second: of each operation about models; AWS allows 5.
        colours: the labels that it knows, by colour.
        celebrities: the faces that it knows, by colour.
        assumed_threshold: percent, of every custom label.
        overshoot: how far boxes reach beyond, as a share of the picture.
        region: of the models.
        now: seconds, for everything that takes time.
        s3: a client of botocore's, of the S3 server that it shares with the bot; `None` without.
        dataset_seconds: how long a change of a dataset takes; `None` until `finish_dataset`.
        training_seconds: how long a training takes; `None` until `finish` is called.
        layout: of the evaluation summary: AWS documents two.
    """

    access_key_id = "AKIDSANDBOX"
    secret_access_key = "sandbox"

    def __init__(
        self,
        *,
        change_seconds: float | None = 0.0,
        calls_per_unit: float | None = 5.0,
        calls_per_second: float | None = 50.0,
        control_per_second: float | None = 5.0,
        colours: Mapping[str, Rgb] = PALETTE,
        celebrities: Mapping[str, Rgb] = CELEBRITIES,
        assumed_threshold: float = 50.0,
        overshoot: float = 0.0,
        region: str = "us-east-1",
        now: Callable[[], float] = time.monotonic,
        s3: Any | None = None,
        dataset_seconds: float | None = 0.0,
        training_seconds: float | None = 0.0,
        layout: Layout = "direct",
    ) -> None:
        self.region = region
        throttle = Throttle(now, calls_per_unit, calls_per_second, control_per_second)
        account = self._account = Account(region, now, change_seconds, training_seconds)
        objects = Objects(s3)
        self._datasets = Datasets(now, dataset_seconds, readable(objects))
        looking = Looking(
            account, throttle, colours, celebrities, assumed_threshold, overshoot, objects
        )
        living = Living(account, self._datasets, throttle)
        feeding = Feeding(account, self._datasets, objects, throttle)
        self._training = Training(
            account, self._datasets, objects, throttle, assumed_threshold, layout
        )
        self._faults = Faults()
        self._closing = threading.Event()
        operations = looking.operations() | living.operations()
        operations |= feeding.operations() | self._training.operations()
        self.operations = frozenset(operations)
        self._service = Service(operations, self._check, self._faults, self._closing)

    def __enter__(self) -> Self:
        self._server = Server(self._service.answer)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._server.close()
        if error is None and self._service.wrong_answers:
            raise AssertionError(f"not in botocore's shape: {self._service.wrong_answers}")

    @property
    def endpoint_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def calls(self) -> list[Call]:
        """What has arrived so far, oldest first; clear it as you like."""
        return self._service.calls

    def add_model(
        self, project: str = "pets", version: str = "pets.1", status: str = "STOPPED"
    ) -> str:
        """Put a model version into the account and return its ARN."""
        return self._account.add(project, version, status).arn

    def model(self, arn: str) -> ModelVersion:
        """The model version as it is now; what is set on it holds."""
        return self._account.find(arn)

    def finish(self, arn: str) -> None:
        """End the start, stop or training that is under way."""
        self._account.finish(self._account.find(arn))

    def finish_dataset(self, arn: str) -> None:
        """End the change of a dataset that is under way."""
        self._datasets.finish(self._datasets.find(arn).arn)

    def fail_next_training(self, message: str) -> None:
        """The next training ends TRAINING_FAILED, with this status message."""
        self._training.failing.append(message)

    def fail_next_start(self, message: str) -> None:
        """The next start ends FAILED, with this status message."""
        self._account.fail_next_start(message)

    def go_wrong(self, fault: Fault) -> None:
        """Let the next calls go wrong."""
        self._faults.add(fault)

    def go_well(self) -> None:
        """Forget what was still to go wrong."""
        self._faults.clear()

    def _check(self, headers: Mapping[str, str], body: bytes) -> None:
        key, secret = self.access_key_id, self.secret_access_key
        signature.check(f"{self.endpoint_url}/", headers, body, key, secret)
