"""One call from its bytes to the bytes of its answer: who asks, what, whether it is well formed."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.rekognition import shapes
from bot.sandbox.rekognition.faults import Fault, Faults
from bot.sandbox.rekognition.refused import Refused
from bot.sandbox.rekognition.server import Reply

Operation = Callable[[Mapping[str, Any]], dict[str, Any]]
Check = Callable[[Mapping[str, str], bytes], None]


@dataclass(frozen=True)
class Call:
    """A call that arrived: what was asked (images by their size only) and what came of it."""

    operation: str
    parameters: Mapping[str, Any]
    code: str = ""
    """The error code; `dropped` where no answer was sent; empty when it went well."""


class Service:
    """Answers calls, several at a time.

    Args:
        operations: by name.
        check: sees that a request is signed.
        faults: what is to go wrong.
        closing: is set when waiting must end.
    """

    def __init__(
        self,
        operations: Mapping[str, Operation],
        check: Check,
        faults: Faults,
        closing: threading.Event,
    ) -> None:
        self.calls: list[Call] = []
        self.wrong_answers: list[str] = []
        self._operations = operations
        self._check = check
        self._faults = faults
        self._closing = closing

    def answer(self, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Answer one request; `None` drops the connection."""
        operation = headers.get("x-amz-target", "").removeprefix("RekognitionService.")
        parameters: Mapping[str, Any] = {}
        try:
            self._check(headers, body)
            parameters = _read(operation, body)
            fault = self._faults.next(operation)
            if fault is not None:
                return self._spoil(fault, operation, parameters)
            reply = self._do(operation, parameters)
        except Refused as refused:
            self._record(operation, parameters, refused.code)
            return _error(refused.code, refused.message, refused.status)
        self._record(operation, parameters)
        return reply

    def _do(self, operation: str, parameters: Mapping[str, Any]) -> Reply:
        if operation not in self._operations:
            message = f"{operation} is beyond this stand-in."
            raise Refused("UnknownOperationException", message)
        if wrong := shapes.wrong_request(operation, parameters):
            raise Refused("ValidationException", f"1 validation error detected: {wrong}")
        answer = self._operations[operation](parameters)
        if wrong := shapes.wrong_answer(operation, answer):
            self.wrong_answers.append(f"{operation}: {wrong}")
            raise Refused("InternalServerError", wrong, 500)
        return Reply(200, json.dumps(answer).encode())

    def _spoil(self, fault: Fault, operation: str, parameters: Mapping[str, Any]) -> Reply | None:
        if fault.drop:
            self._record(operation, parameters, "dropped")
            return None
        if fault.delay:
            self._closing.wait(fault.delay)
        if not fault.status:
            reply = self._do(operation, parameters)
            self._record(operation, parameters)
            return reply
        self._record(operation, parameters, fault.code or str(fault.status))
        after = fault.retry_after
        extra = {} if after is None else {"x-amz-retry-after": str(after)}
        if not fault.code:
            page = b"<html><body>Bad gateway</body></html>"
            return Reply(fault.status, page, "text/html", extra)
        return _error(fault.code, "It was asked to go wrong.", fault.status, extra)

    def _record(self, operation: str, parameters: Mapping[str, Any], code: str = "") -> None:
        kept = dict(parameters)
        image = kept.get("Image")
        if isinstance(image, dict) and "Bytes" in image:
            kept["Image"] = {"Bytes": len(image["Bytes"])}
        self.calls.append(Call(operation, kept, code))


def _read(operation: str, body: bytes) -> Mapping[str, Any]:
    """The parameters of a request, with bytes decoded."""
    if operation not in shapes.operations():
        raise Refused("UnknownOperationException", "")
    try:
        parameters = json.loads(body)
        image = parameters.get("Image", {})
        changes = parameters.get("Changes", {})
        for blob, of in (("Bytes", image), ("GroundTruth", changes)):
            if blob in of:
                of[blob] = base64.b64decode(of[blob], validate=True)
    except (ValueError, AttributeError, TypeError) as error:
        raise Refused("SerializationException", "The body is not AWS JSON.") from error
    return dict(parameters)


def _error(code: str, message: str, status: int, extra: Mapping[str, str] | None = None) -> Reply:
    body = json.dumps({"__type": code, "Message": message}).encode()
    return Reply(status, body, headers=extra or {})
