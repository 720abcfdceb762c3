"""The bot's work from a shell, on real photographs, with the embedded detector."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from bot import cli
from bot.app.timing import Timing
from bot.core.attempts import FIRST_ATTEMPT
from bot.core.model import Thread
from bot.core.records import Parked
from bot.core.requests import HelpRequest
from bot.core.versions import Training
from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import BUCKET, OBJECTS, REGION, S3Server
from bot.sandbox.samples import SAMPLES
from bot.store import Database
from bot.store.parking import StoredParking
from bot.store.versions import StoredVersions

ROOT = Path(__file__).parents[2]
ASTRONAUT = str(SAMPLES[0].path)

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command with a data folder of its own."""

    def go(*arguments: str, **environment: str) -> int:
        return cli.main(arguments, {"DATA_DIR": str(tmp_path / "data"), **environment})

    return go


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


def test_a_file_is_recognised(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`detect FILE` prints what is in a photograph and saves the annotated image."""
    code = run("detect", ASTRONAUT, "--output", str(tmp_path / "out"))
    shown = capsys.readouterr().out

    assert code == 0
    assert "%  Face" in shown
    (saved,) = (tmp_path / "out").iterdir()
    assert str(saved) in shown
    assert saved.read_bytes().startswith(b"\xff\xd8\xff")


def test_the_result_as_json(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """`detect --json` prints results that keep to the documented schema, failures included."""
    schema = json.loads((ROOT / "docs/result-schema.json").read_text(encoding="utf-8"))

    code = run("detect", ASTRONAUT, "missing.jpg", "--json")
    printed = json.loads(capsys.readouterr().out)

    assert code == 1
    jsonschema.validate(printed, schema)
    good, bad = printed["results"]
    assert good["detections"][0]["Name"] == "Face"
    assert "no file missing.jpg" in bad["error"]["message"]


def test_a_threshold_for_one_request(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """`--at` shows only what is at least that certain."""
    code = run("detect", ASTRONAUT, "--at", "99.9")

    assert code == 0
    assert "nothing recognised" in capsys.readouterr().out


def test_an_s3_object_is_recognised(
    run: Run, s3: S3Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`detect s3://…` reads an allowed bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    settings = {
        "S3_ALLOWED": BUCKET,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL_S3": s3.endpoint_url,
    }

    code = run("detect", f"s3://{BUCKET}/{next(iter(OBJECTS))}", **settings)

    assert code == 0
    assert "%" in capsys.readouterr().out


def test_no_bucket_is_allowed_by_itself(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Without S3_ALLOWED an S3 object is refused with a sentence that names the setting."""
    code = run("detect", "s3://pictures/cat.jpg")

    assert code == 1
    assert "S3_ALLOWED" in capsys.readouterr().err


def test_a_uri_that_is_none(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """What begins like an S3 URI but is none is explained."""
    with pytest.raises(SystemExit):
        run("detect", "s3://UPPER/cat.jpg")

    assert "'s3://UPPER/cat.jpg' is not s3://bucket/key" in capsys.readouterr().err


def test_stop_and_start(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """The embedded model stops and starts from a shell, and while stopped says so."""
    codes = [run("stop"), run("stop"), run("detect", ASTRONAUT), run("start"), run("status")]
    shown = capsys.readouterr()

    assert codes == [0, 0, 1, 0, 0]
    assert "python -m bot start" in shown.err
    assert "already" in shown.err
    assert " is running, started by" in shown.out.splitlines()[-1]


def test_the_status_as_json(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """`status --json` prints the state in one word."""
    run("status", "--json")

    assert json.loads(capsys.readouterr().out)["state"] == "running"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[RekognitionStandIn, dict[str, str]]]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", RekognitionStandIn.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", RekognitionStandIn.secret_access_key)
    monkeypatch.setattr("bot.cli.model.POLL_SECONDS", 0.05)
    monkeypatch.setattr("bot.cli.model.SAY_SECONDS", 0.1)
    monkeypatch.setattr("bot.app.at_shell.SHELL", Timing(poll=0.05))
    with RekognitionStandIn(change_seconds=0.3) as server:
        arn = server.add_model("logos", "v3")
        yield (
            server,
            {
                "DETECTOR": "custom-labels",
                "MODEL_ARN": arn,
                "AWS_ENDPOINT_URL_REKOGNITION": server.endpoint_url,
            },
        )


def test_a_model_in_the_cloud_is_waited_for(
    run: Run,
    aws: tuple[RekognitionStandIn, dict[str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`start` waits until the model runs, and `stop` until it has stopped."""
    _, settings = aws

    codes = [run("start", "--yes", **settings), run("stop", **settings)]
    lines = capsys.readouterr().out.splitlines()

    assert codes == [0, 0]
    assert any(line.startswith("Starting for") for line in lines), lines
    assert "The model v3 is running." in lines
    assert lines[-1] == "The model v3 is stopped."


def test_the_version_in_use_is_operated(
    run: Run,
    aws: tuple[RekognitionStandIn, dict[str, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where the team has switched to a version of its own, a shell starts that one."""
    server, settings = aws
    own = server.add_model("logos", "v4")
    url = f"sqlite:///{tmp_path / 'data' / 'rekog.db'}"
    run("status", **settings, DATABASE_URL=url)
    database = Database(url)
    database.open()
    versions = StoredVersions(database)
    made = versions.begin("train:1", "custom-labels", 1, "U1", 0.0)
    versions.update(made.number, lambda kept: replace(kept, training=Training.DONE, handle=own))
    versions.use("custom-labels", made.number, "U1", 0.0)
    database.close()
    capsys.readouterr()

    code = run("start", "--yes", **settings, DATABASE_URL=url)

    assert code == 0
    assert "The model v4 is running." in capsys.readouterr().out
    assert (server.model(own).status, server.model(settings["MODEL_ARN"]).status) == (
        "RUNNING",
        "STOPPED",
    )


def test_a_start_that_costs_money_is_agreed_to(
    run: Run,
    aws: tuple[RekognitionStandIn, dict[str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without --yes, and nobody at a terminal to ask, the price is told and nothing is started."""
    server, settings = aws

    code = run("start", "--units", "2", "--max", "3", **settings)
    shown = capsys.readouterr()

    assert code == 1
    assert "8.00 to 12.00 USD an hour for 2 to 3 inference units" in shown.out
    assert "--yes" in shown.err
    assert "StartProjectVersion" not in [each.operation for each in server.calls]


def test_what_a_shell_did_is_kept(
    run: Run,
    aws: tuple[RekognitionStandIn, dict[str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What was started at a shell is in the log, with who did it, and in the cost."""
    _, settings = aws
    run("start", "--yes", "--for", "90min", **settings)
    run("stop", "--now", **settings)
    capsys.readouterr()

    codes = [run(word, **settings) for word in ("log", "cost", "jobs")]
    shown = capsys.readouterr().out

    assert codes == [0, 0, 0]
    assert "start by" in shown
    assert "at a shell (shell)" in shown
    assert "for 1.5 h" in shown
    assert "Today" in shown
    assert "No job waits" in shown


def test_a_job_that_kept_failing(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A parked job is dropped from a shell, once, with who did it in the log."""
    assert run("jobs") == 0  # makes the tables
    database = Database(f"sqlite:///{tmp_path / 'data' / 'rekog.db'}")
    database.open()
    asked = HelpRequest("h", Thread("C1", "1.1"))
    StoredParking(database).park(Parked("abc", asked, FIRST_ATTEMPT, "It failed.", 1.0))
    database.close()

    codes = [run("jobs"), run("jobs", "retry", "abc")]
    listed = capsys.readouterr()
    codes += [run("jobs", "drop", "abc"), run("jobs", "drop", "abc"), run("log")]
    shown = capsys.readouterr().out

    assert codes == [0, 1, 0, 0, 0]
    assert "abc" in listed.out
    assert "No bot has run on this database" in listed.err
    assert "Dropped: a call for help" in shown
    assert "Nothing to do: the job abc" in shown
    assert "drop job" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--for", "1min"), "for 10 minutes to 7 days"),
        (("--units", "9"), "1 to 5 inference units"),
        (("--units", "3", "--max", "2"), "not less than"),
        (("--for", "ever"), "I did not understand"),
    ],
)
def test_terms_that_cannot_be(
    run: Run, capsys: pytest.CaptureFixture[str], words: tuple[str, str], says: str
) -> None:
    """The terms of a start have the same bounds at a shell as in Slack."""
    code = run("start", *words)

    assert code == 2
    assert says in capsys.readouterr().err


def test_not_waiting(
    run: Run,
    aws: tuple[RekognitionStandIn, dict[str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`start --no-wait --json` returns when the start was asked for."""
    _, settings = aws

    code = run("start", "--no-wait", "--json", "--yes", **settings)

    assert code == 0
    assert json.loads(capsys.readouterr().out)["phase"] == "starting"


def test_a_detector_without_a_model(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Where recognition is paid by the image, `start` says that there is nothing to start."""
    code = run("start", DETECTOR="labels", AWS_REGION="eu-west-1")

    assert code == 0
    assert "always on" in capsys.readouterr().out


def test_an_unforeseen_error_is_a_sentence(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen error shows a reference, and no stack trace."""
    monkeypatch.setattr("bot.app.at_shell.parts", lambda settings: 1 / 0)

    code = run("status")
    shown = capsys.readouterr().err

    assert code == 1
    assert "tell an admin this reference" in shown
    assert "Traceback" not in shown


def test_the_demo_is_handed_over(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`demo` takes its own options, and explains them."""
    with pytest.raises(SystemExit) as ended:
        run("demo", "--help")

    assert ended.value.code == 0
    assert "--once" in capsys.readouterr().out


def test_ctrl_c_is_no_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is interrupted ends quietly with the usual code."""

    def interrupt(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.app.at_shell.parts", interrupt)

    assert run("status") == 130


def test_the_module_runs(tmp_path: Path) -> None:
    """`python -m bot` reads the file that REKOG_ENV_FILE names, below the environment."""
    (tmp_path / "env").write_text(f"DATA_DIR={tmp_path}/data\nDETECTOR=magic\n")

    done = subprocess.run(
        [sys.executable, "-m", "bot", "status"],
        cwd=ROOT,
        env={"REKOG_ENV_FILE": str(tmp_path / "env"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 78
    assert "DETECTOR" in done.stderr
