"""Requests as JSON: what a job keeps, and finds again after a crash or an upgrade."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from bot.core.attempts import Attempt
from bot.core.labelling import Mark
from bot.core.model import LocalFile, PixelBox, S3Object, SharedFile, Thread
from bot.core.payload import from_json, request_from_json, to_json
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

THREAD = Thread("C1", "1700000000.000100")
REQUESTS: tuple[Request, ...] = (
    RecognitionRequest(
        "T1:C1:1",
        THREAD,
        "1700000000.000200",
        (SharedFile("F1", "Käse 🧀.jpg"), S3Object("bucket", "a key/b.jpg", "v1")),
        "U1",
        min_confidence=0.0,
        response_url="https://hooks.slack.example/1",
    ),
    RecognitionRequest("T1:C1:2", THREAD, THREAD.ts, (), "U1"),
    ObjectRequest("k", S3Object("bucket", "key"), "U1", "C1", "https://r.example", 72.5),
    ObjectRequest("k", LocalFile("/tmp/a.jpg"), "U1", "C1", ""),
    ModelRequest(
        "k",
        ModelAction.START,
        "U1",
        "T1",
        "C1",
        "https://r.example",
        Entry.BUTTON,
        StartTerms(7200.0, 2, 4),
        confirmed=True,
    ),
    ModelRequest("k", ModelAction.STOP, "U1", "T1", "C1", "", now=True),
    TrainingRequest("k", TrainingAction.USE, "U1", "T1", "C1", "", what="v3", confirmed=True),
    FollowRequest("training:3:1", 3, "C1", 1, "U1"),
    TrialRequest("command:1~2", 3, "U1", "C1", 2, asked=True, measured=True, since=5.5),
    SwitchRequest("command:1~2", 3, "U1", "C1", 2, asked=True, stop_first=True, old="arn:1"),
    ExportRequest("k", "U1", "T1", "C1", "https://r.example", "coco"),
    ImportRequest("k", "U1", "T1", THREAD, (SharedFile("F1", "a.zip"),), "coco"),
    DrawnRequest(
        "k", "U1", "T1", "C1", "image", "ref1", (Mark("Cat", PixelBox(1, 2, 3, 4)),), 1.5, "1.1"
    ),
    ParkedRequest("k", "ref1", True, "U1", "T1", "C1", ""),
    HelpRequest("k", THREAD),
    ScanRequest("k", ScanAction.SCAN, "U1", "T1", "C1", "", "s3://b/süd/", ("Cat", "Dog"), 80.0),
    CountRequest.of("ab12", 3),
    ChunkRequest.of("ab12", 7, 2),
    GoOnRequest.of("ab12", 2),
    FinishRequest.of("ab12", 2),
    FormRequest("k", "U1", "T1", "C1", "V1", THREAD.ts, sources=(SharedFile("F1"),), label="Alice"),
    MarksRequest(
        "k",
        "U1",
        "T1",
        "C1",
        "form",
        "answer",
        boxes=(BoxChoice(1, Verdict.LABEL, "Käse"), BoxChoice(2, Verdict.NO_OBJECT)),
        labels=("Night",),
        rest=True,
    ),
    UndoRequest("k", "U1", "T1", "C1", (3, 4), THREAD.ts),
    SaidRequest("k", "U1", "T1", THREAD, (SharedFile("F1"),), "Alice", here=False),
    AgreedRequest("k", "U1", "T1", THREAD, "said", (0, 2), "Alice"),
    ReviewRequest("k", "U1", "T1", "C1", "https://r.example"),
    FeedRequest(
        "s3:bucket/a key/b.jpg@v1",
        Thread("C1", ""),
        "",
        (S3Object("bucket", "a key/b.jpg", "v1"),),
        "",
        rule="s3://bucket/a key/",
        at=1700000000.5,
    ),
    FeedBatchRequest("feed:batch:s3://bucket/#3", "s3://bucket/", 3),
    FeedMuteRequest("click:1", "s3://bucket/", True, "U1", "T1", "C1", "https://r.example"),
)


def through_json(value: Any) -> Any:
    """As a database keeps it."""
    return json.loads(json.dumps(to_json(value)))


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: type(each).__name__)
def test_a_request_comes_back(request_: Request) -> None:
    """Every request comes back from JSON as it was."""
    kept = through_json(request_)

    assert request_from_json(kept) == request_


def test_every_kind_of_request_can_be_kept() -> None:
    """There is no kind of request that a job cannot keep."""
    assert {type(each) for each in REQUESTS} == set(get_args(Request))


@pytest.mark.parametrize("value", [Attempt(3, 2), THREAD, StartTerms(), Entry.SHELL, None, "x"])
def test_a_part_comes_back(value: Any) -> None:
    """What a request is made of, and what a step returns, comes back as well."""
    assert from_json(through_json(value)) == value


def test_a_newer_version_wrote_it() -> None:
    """What a newer version has added is left out; what it left out has its default."""
    kept = through_json(REQUESTS[5])
    kept["colour"] = "red"
    del kept["terms"], kept["confirmed"]

    assert request_from_json(kept) == REQUESTS[5]


def test_a_kind_that_is_not_known() -> None:
    """A kind that this version does not know is refused, and named."""
    with pytest.raises(ValueError, match="'VideoRequest' is not known here"):
        request_from_json({"kind": "VideoRequest", "key": "k"})


@pytest.mark.parametrize("value", [{}, {"key": "k"}, {"kind": None}])
def test_an_object_without_a_kind(value: Any) -> None:
    """An object that does not say what it is is refused."""
    with pytest.raises(ValueError, match="is not known here"):
        from_json(value)


@pytest.mark.parametrize("value", [None, "x", [], {"kind": "Attempt", "number": 1, "failures": 0}])
def test_what_is_no_request(value: Any) -> None:
    """A part of a request, or a plain value, is not taken for a request."""
    with pytest.raises(ValueError, match="not a request"):
        request_from_json(value)


@pytest.mark.parametrize(
    "value",
    [b"pixels", {"a": 1}, [1], {1}, ValueError("x"), HelpRequest("k", THREAD).__class__],
    ids=["bytes", "mapping", "list", "set", "exception", "class"],
)
def test_what_has_no_business_there(value: Any) -> None:
    """Bytes, exceptions and whatever else is no id or word cannot be kept."""
    with pytest.raises(TypeError):
        to_json(HelpRequest(value, THREAD))


def test_attempts_are_counted() -> None:
    """Each run has the next number; only failures count as failures."""
    after = Attempt().after_waiting().after_failure().after_waiting()

    assert after == Attempt(number=4, failures=1)
