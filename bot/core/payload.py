"""Requests as JSON, and back: ids and words only, so that they can be kept anywhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

from bot.core.attempts import Attempt
from bot.core.labelling import Mark
from bot.core.model import LocalFile, PixelBox, S3Object, SharedFile, Thread
from bot.core.requests import (
    Entry,
    ExportRequest,
    FeedBatchRequest,
    FeedMuteRequest,
    FeedRequest,
    FollowRequest,
    HelpRequest,
    ImportRequest,
    ModelAction,
    ModelRequest,
    ObjectRequest,
    ParkedRequest,
    RecognitionRequest,
    Request,
    StartTerms,
    SwitchRequest,
    TrainingAction,
    TrainingRequest,
    TrialRequest,
)
from bot.core.scan_requests import (
    ChunkRequest,
    CountRequest,
    FinishRequest,
    GoOnRequest,
    ScanAction,
    ScanRequest,
)
from bot.core.teach_requests import (
    AgreedRequest,
    BoxChoice,
    DrawnRequest,
    FormRequest,
    MarksRequest,
    ReviewRequest,
    SaidRequest,
    UndoRequest,
    Verdict,
)

KINDS: Mapping[str, Any] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            RecognitionRequest,
            ModelRequest,
            TrainingRequest,
            TrainingAction,
            FollowRequest,
            SwitchRequest,
            TrialRequest,
            ExportRequest,
            ImportRequest,
            ParkedRequest,
            ObjectRequest,
            FeedRequest,
            FeedBatchRequest,
            FeedMuteRequest,
            HelpRequest,
            ScanRequest,
            ScanAction,
            CountRequest,
            ChunkRequest,
            FinishRequest,
            GoOnRequest,
            FormRequest,
            MarksRequest,
            UndoRequest,
            SaidRequest,
            AgreedRequest,
            ReviewRequest,
            BoxChoice,
            DrawnRequest,
            Mark,
            PixelBox,
            Verdict,
            SharedFile,
            S3Object,
            LocalFile,
            Thread,
            StartTerms,
            Attempt,
            ModelAction,
            Entry,
        )
    }
)
KIND = "kind"


def to_json(value: Any) -> Any:
    """A request, or a part of one, as JSON: objects say what they are under `kind`.

    Raises:
        TypeError: there is something in it that has no business there, such as bytes.
    """
    if isinstance(value, Enum):
        return {KIND: _known(type(value)), "value": value.value}
    if dataclasses.is_dataclass(value):
        fields = {each.name: to_json(getattr(value, each.name)) for each in _fields(value)}
        return {KIND: _known(type(value)), **fields}
    if isinstance(value, tuple):
        return [to_json(each) for each in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} cannot be kept")


def from_json(value: Any) -> Any:
    """What `to_json` made; what a newer version added is left out.

    Raises:
        ValueError: the kind is not known here.
    """
    if isinstance(value, list):
        return tuple(from_json(each) for each in value)
    if not isinstance(value, dict):
        return value
    kind = KINDS.get(value.get(KIND, ""))
    if kind is None:
        raise ValueError(f"{value.get(KIND)!r} is not known here")
    if issubclass(kind, Enum):
        return kind(value["value"])
    known = {each.name for each in dataclasses.fields(kind)}
    return kind(**{name: from_json(each) for name, each in value.items() if name in known})


def request_from_json(value: Any) -> Request:
    """A whole request.

    Raises:
        ValueError: it is none.
    """
    request = from_json(value)
    if not isinstance(request, Request):
        raise ValueError("this is not a request")
    return request


def _fields(value: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(value)


def _known(kind: type) -> str:
    if kind.__name__ not in KINDS:
        raise TypeError(f"{kind.__name__} cannot be kept")
    return kind.__name__
