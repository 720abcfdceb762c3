"""A team teaches the embedded detector: from labelled images to answers with their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.labelling import Mark
from bot.media import PillowReader, kept_image
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, Upload
from bot.store import Database
from bot.store.labelling import StoredLabelling
from tests.detect.local.test_learning import ADA, picture, sample
from tests.listeners.classroom import button, values
from tests.whole.conftest import Standing, Whole
from tests.whole.pictures import ASTRONAUT

READER = PillowReader(50_000_000)
PHOTOS = {
    "Surface": ("brick", "grass", "gravel"),
    "Grey": ("camera", "coins", "moon", "page"),
    "Colour": ("chelsea", "coffee", "rocket", "hubble_deep_field"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("taught")


@pytest.fixture(scope="module")
def standing(folder: Path) -> Iterator[Standing]:
    """A bot that has a dataset of its own."""
    standing = Standing(folder, DATABASE_URL=f"sqlite:///{folder / 'taught.db'}")
    yield standing
    standing.rest()


@pytest.fixture
def labelled(whole: Whole, folder: Path) -> None:
    """People have labelled some images."""
    database = Database(f"sqlite:///{folder / 'taught.db'}")
    database.open()
    labelling = StoredLabelling(database)
    shown = [("Ada", ADA[0]), ("Ada", ADA[1])]
    shown += [(label, picture(sample(name))) for label, names in PHOTOS.items() for name in names]
    for number, (label, image) in enumerate(shown):
        kept = labelling.keep(kept_image(image, READER.read(image), f"file {number}"), 1.0)
        labelling.say(kept, [Mark(label)], who=ADMIN, at=1.0, origin="test")
    database.close()


def test_a_team_teaches_its_detector(whole: Whole, labelled: None) -> None:
    """`/rekog train` asks, trains, shows its figures; `use` makes the answers say the names."""
    whole.slack.command(GENERAL, ADMIN, "/rekog train")
    question = whole.asked(ADMIN)
    whole.press(GENERAL, ADMIN, str(question["ts"]), "train_confirmed")
    trained = whole.slack.wait_for(
        lambda: [each for each in whole.slack.said(GENERAL) if "is trained" in each["text"]], 60
    )[0]
    figures = whole.slack.wait_for(
        lambda: [
            file
            for each in whole.slack.replies(GENERAL, trained["ts"])
            for file in each.get("files", ())
        ]
    )
    whole.slack.command(GENERAL, GUEST, "/rekog use v1")
    refused = whole.whisper(GUEST)
    whole.slack.command(GENERAL, ADMIN, "/rekog use v1")
    whole.slack.wait_for(
        lambda: any("switched the team to v1" in each["text"] for each in whole.slack.said(GENERAL))
    )
    ts = whole.slack.post(GENERAL, ADMIN, files=[Upload("a.png", ASTRONAUT)])
    (answer,) = whole.answers(GENERAL, ts)

    assert "costs nothing" in question["text"]
    assert [file["name"] for file in figures] == ["v1.png"]
    assert whole.slack.file(figures[0]["id"]).startswith(b"\x89PNG")
    assert "Only workspace admins" in refused
    assert "*Ada*" in answer["blocks"][0]["text"]["text"]
    assert "v1 (local)" in str(answer["blocks"])


def test_a_correction_in_slack(whole: Whole, folder: Path) -> None:
    """*Correct* under an answer opens the picture with numbered boxes; what is said is kept."""
    ts = whole.slack.post(GENERAL, MEMBER, files=[Upload("a.png", ASTRONAUT)])
    (answer,) = whole.answers(GENERAL, ts)
    pressed = whole.slack.click(GENERAL, MEMBER, answer["ts"], button(answer, "Correct"))
    form = whole.slack.wait_for(
        lambda: [each for each in whole.slack.modals(MEMBER) if "Looking" not in str(each)]
    )[-1]
    saved = whole.slack.submit(MEMBER, form["id"], values(form, new_1="Grace"))
    whole.slack.wait_for(
        lambda: [each for each in whole.slack.replies(GENERAL, ts) if "Thank you" in each["text"]]
    )
    database = Database(f"sqlite:///{folder / 'taught.db'}")
    database.open()
    labels = StoredLabelling(database).dataset().labels
    database.close()

    assert pressed.acked
    assert saved.acked
    assert any(block["type"] == "image" for block in form["blocks"])
    assert "Grace" in labels
