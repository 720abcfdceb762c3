"""Teaching from a shell: files in, a model version out, and back again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import cli
from bot.core.pacing import SystemClock
from bot.core.versions import Training
from bot.jobs import DurableJobs
from bot.store import Database
from bot.store.versions import StoredVersions
from tests.cli.test_commands import ASTRONAUT
from tests.detect.local.test_learning import ADA, picture, sample

Run = Callable[..., int]
PHOTOS = {"Surface": ("brick", "grass", "gravel"), "Grey": ("camera", "coins", "moon", "page")}
ARN = "arn:aws:rekognition:eu-west-1:111122223333:project/cards/version/v{number}/1700000000000"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command with a data folder of its own."""

    def go(*arguments: str, **environment: str) -> int:
        return cli.main(arguments, {"DATA_DIR": str(tmp_path / "data"), **environment})

    return go


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder for each label."""
    shown = [("Ada", "ada", ADA[0])]
    shown += [(label, name, picture(sample(name))) for label in PHOTOS for name in PHOTOS[label]]
    for label, name, image in shown:
        place = tmp_path / "pictures" / label / f"{name}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(image.data)
    return tmp_path / "pictures"


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_from_pictures_to_names(
    run: Run, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder is imported, a version trained, measured and used, and then it says the names."""
    codes = [run("label", "import", str(pictures)), run("dataset")]
    told = printed(capsys)
    codes.append(run("train", "--yes", "--json", "--output", str(tmp_path / "out")))
    trained = json.loads(printed(capsys))
    codes += [run("use", "v1"), run("models")]
    listed = printed(capsys)
    codes.append(run("detect", ASTRONAUT))
    found = printed(capsys)
    codes.append(run("evaluate"))

    assert codes == [0] * 7
    assert "8 images with 8 annotations from folders" in told
    assert "Surface" in told
    assert (trained["version"], trained["state"]) == ("v1", "trained")
    assert trained["evaluation"]["images"] == 2
    assert (tmp_path / "out" / "v1.png").read_bytes().startswith(b"\x89PNG")
    assert "in use" in listed
    assert "%  Ada" in found
    assert "v1 (local)" in found


@pytest.mark.parametrize("form", ["ground-truth", "coco", "yolo", "folders", "csv"])
def test_out_and_in_again(
    run: Run, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """A dataset that was exported as a zip is imported by another bot as it was."""
    run("label", "import", str(pictures))
    run("dataset", "--json")
    before = json.loads(printed(capsys).splitlines()[-1])
    archive = tmp_path / "out.zip"

    codes = [
        run("label", "export", str(archive), "--format", form),
        run("label", "import", str(archive), DATA_DIR=str(tmp_path / "other")),
        run("dataset", "--json", DATA_DIR=str(tmp_path / "other")),
    ]
    after = json.loads(printed(capsys).splitlines()[-1])

    assert codes == [0, 0, 0]
    assert zipfile.is_zipfile(archive)
    assert {**after, "version": 0} == {**before, "version": 0}


def test_what_cannot_be_imported(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path that is not there, and files in no known format, are a sentence each."""
    (tmp_path / "notes.docx").write_bytes(b"x")

    codes = [
        run("label", "import", str(tmp_path / "nowhere")),
        run("label", "import", str(tmp_path / "notes.docx")),
    ]
    said = capsys.readouterr().err

    assert codes == [1, 1]
    assert "there is no such file or folder" in said
    assert "in no format that I know" in said


def test_a_training_is_agreed_to(
    run: Run, pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --yes, and with nobody at the terminal, nothing is trained."""
    run("label", "import", str(pictures))

    code = run("train")
    run("models")
    shown = printed(capsys)

    assert code == 1
    assert "Shall I train it?" in shown
    assert "No model version has been trained yet" in shown


def test_a_label_is_forgotten(run: Run, pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is forgotten is in no dataset and in no model."""
    run("label", "import", str(pictures))
    run("train", "--yes")
    run("use", "v1")

    code = run("forget", "ada", "--yes")
    run("detect", ASTRONAUT)
    shown = printed(capsys)

    assert code == 0
    assert "Deleted: Ada, with 1 images, and from 1 model versions." in shown
    assert "%  Ada" not in shown


def test_nothing_to_train_on(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty dataset says how to begin, and a version that is not there is named."""
    codes = [run("train", "--yes"), run("use", "v7"), run("evaluate", "v7")]
    shown = capsys.readouterr()

    assert codes == [1, 1, 1]
    assert "Nothing is labelled yet" in shown.err
    assert "There is no model version v7" in shown.out


def test_a_running_model_is_switched_by_the_bot(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A switch between models of Amazon's is handed to the bot, which starts one of them."""
    url = f"sqlite:///{tmp_path / 'data' / 'rekog.db'}"
    cloud = {
        "DETECTOR": "custom-labels",
        "MODEL_ARN": ARN.format(number=1),
        "TRAIN_BUCKET": "s3://teaching/rekog/",
        "DATABASE_URL": url,
    }
    run("models", **cloud)
    database = Database(url)
    database.open()
    versions = StoredVersions(database)
    begun = versions.begin("train:1", "custom-labels", 1, "U1", 0.0)
    versions.update(
        begun.number,
        lambda kept: replace(kept, training=Training.DONE, handle=ARN.format(number=2)),
    )

    alone = run("use", "v1", **cloud)
    said = capsys.readouterr().out
    clock = SystemClock()
    bot = DurableJobs(database.engine, "bot", lambda request, journal: None, clock, workers=1)
    bot.start()
    try:
        beside = run("use", "v1", **cloud)
    finally:
        bot.stop(5.0)
        database.close()
    told = capsys.readouterr().out

    assert (alone, beside) == (1, 0)
    assert "No bot has run" in said
    assert "I switch the team to v1; the bot tells the admins when it is done." in told
