"""`python -m bot scan`: all pictures below a prefix, with no Slack and no bot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.core.scan import Scan
from bot.core.scan_working import ChunkWork, Ended
from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import S3Server
from tests.whole.lake import LAKE, PREFIX, Lake

URI = f"s3://{LAKE}/{PREFIX}"


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", RekognitionStandIn.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", RekognitionStandIn.secret_access_key)
    with S3Server() as server:
        yield Lake(server, 12, damaged=1)


@pytest.fixture
def aws() -> Iterator[RekognitionStandIn]:
    with RekognitionStandIn() as server:
        yield server


@pytest.fixture
def settings(lake: Lake, aws: RekognitionStandIn, tmp_path: Path) -> dict[str, str]:
    return lake.settings(aws, DATA_DIR=str(tmp_path / "data"), SCAN_OUTPUT="")


def test_a_scan_from_a_shell(
    settings: dict[str, str], lake: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It tells what it takes, works here where no bot runs, and leaves its files in a folder."""
    folder = tmp_path / "results"

    code = main(["scan", URI, "--yes", "--json", "--output", str(folder)], settings)

    told = json.loads(capsys.readouterr().out)
    lines = [json.loads(each) for each in (folder / "results.jsonl").read_text().splitlines()]
    assert code == 0
    assert (told["state"], told["done"], told["failed"]) == ("done", 12, 1)
    assert Counter(each["uri"] for each in lines) == Counter(f"s3://{LAKE}/{k}" for k in lake.keys)
    assert {each.name for each in folder.iterdir()} == {
        *("results.csv", "results.jsonl", "failures.csv", "labels.png", "certainty.png")
    }


def test_a_question_without_an_answer(
    settings: dict[str, str], aws: RekognitionStandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is scanned before somebody agrees to what it costs."""
    code = main(["scan", URI], settings)

    said = capsys.readouterr()
    assert code == 1
    assert "13 pictures" in said.out
    assert "Add --yes" in said.err
    assert aws.calls == []


def test_only_some_labels(
    settings: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With labels and a confidence only those are in the results."""
    folder = tmp_path / "blue"

    main(
        ["scan", URI, "--labels", "blue", "--at", "50", "--yes", "--output", str(folder)], settings
    )

    lines = [json.loads(each) for each in (folder / "results.jsonl").read_text().splitlines()]
    found = {thing["Name"] for each in lines for thing in each.get("detections", ())}
    assert found == {"Blue"}


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (["scan", "https://lake/a"], "Tell me what to scan", 2),
        (["scan", "s3://other-bucket/a/", "--yes"], "I may not read", 1),
        (["scan", "pause", "abc"], "There is no such scan", 1),
        (["scan", "show"], "There is no such scan", 1),
    ],
)
def test_what_cannot_be_done(
    settings: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
    code: int,
) -> None:
    """A wrong URL, a forbidden bucket and an unknown scan have their sentences and exit codes."""
    assert main(arguments, settings) == code
    assert says in capsys.readouterr().err


def test_an_interrupted_scan_goes_on(
    settings: dict[str, str],
    aws: RekognitionStandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Interrupted at the shell a scan is paused, and resumed it looks at what was left."""
    folder = tmp_path / "results"
    look = ChunkWork.through

    def interrupted(self: ChunkWork, scan: Scan, number: int, keys: list[str], *more: Any) -> Ended:
        look(self, scan, number, keys[:5], *more)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ChunkWork, "through", interrupted)
        assert main(["scan", URI, "--yes", "--json"], settings) == 130
    calls = len(aws.calls)
    main(["scan"], settings)
    listed = capsys.readouterr().out
    assert main(["scan", "resume", "--output", str(folder)], settings) == 0

    assert calls == 5
    assert "paused" in listed
    assert len(aws.calls) == 12
    assert len((folder / "results.jsonl").read_text("utf-8").splitlines()) == 13


def test_a_model_that_is_off(
    settings: dict[str, str], aws: RekognitionStandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    """At a shell nobody waits for a model: the scan is paused, and says what to do."""
    arn = aws.add_model("cards", "v7")
    more = {"DETECTOR": "custom-labels", "MODEL_ARN": arn}

    assert main(["scan", URI, "--yes"], {**settings, **more}) == 1

    said = capsys.readouterr().out
    assert "USD" in said
    assert "Paused. The model does not run" in said
    assert "python -m bot start" in said


def test_other_results_of_the_same_scan(
    settings: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files of a scan can be had again, and what it came to is shown as JSON."""
    main(["scan", URI, "--yes", "--output", str(tmp_path / "one")], settings)
    capsys.readouterr()

    assert main(["scan", "export", "--output", str(tmp_path / "two")], settings) == 0
    assert main(["scan", "show", "--json"], settings) == 0

    one, two = (tmp_path / name / "results.jsonl" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert dict(told["labels"])["Red"] == 8
