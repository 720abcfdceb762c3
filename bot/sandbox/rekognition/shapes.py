"""Requests and answers held against botocore's own service model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore.validate import ParamValidator


@cache
def service_model() -> Any:
    """Botocore's model of Rekognition, read when it is first needed."""
    return botocore.session.get_session().get_service_model("rekognition")


def operations() -> frozenset[str]:
    """The names of all operations that AWS has."""
    return frozenset(service_model().operation_names)


def wrong_request(operation: str, parameters: Mapping[str, Any]) -> str:
    """What is wrong with a request; empty when nothing is."""
    return _wrong(parameters, service_model().operation_model(operation).input_shape)


def wrong_answer(operation: str, answer: Mapping[str, Any]) -> str:
    """What is wrong with an answer; empty when nothing is."""
    return _wrong(answer, service_model().operation_model(operation).output_shape)


def _wrong(value: Mapping[str, Any], shape: Any) -> str:
    report = ParamValidator().validate(value, shape)
    if report.has_errors():
        return str(report.generate_report())
    return "\n".join(_beyond(value, shape, "input"))


def _beyond(value: Any, shape: Any, name: str) -> Iterator[str]:
    """Constraints that AWS enforces and botocore does not: maximum, pattern, enum."""
    if shape.type_name == "structure":
        for key, member in value.items():
            yield from _beyond(member, shape.members[key], f"{name}.{key}")
        return
    size = value if isinstance(value, int | float) else len(value)
    if size > shape.metadata.get("max", float("inf")):
        yield f"Value at {name} must be at most {shape.metadata['max']}"
    if shape.type_name == "list":
        for index, item in enumerate(value):
            yield from _beyond(item, shape.member, f"{name}[{index}]")
    if shape.type_name == "string":
        yield from _text(value, shape, name)


def _text(value: str, shape: Any, name: str) -> Iterator[str]:
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        yield f"Value at {name} must match {pattern}"
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        yield f"Value at {name} must be one of {', '.join(allowed)}"
