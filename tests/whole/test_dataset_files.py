"""Datasets as files in Slack: sent to the admin who asks, taken from the admin who posts one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.dataset import Dataset
from bot.core.labelling import Mark
from bot.core.model import PixelBox
from bot.media import PillowReader, kept_image
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, Upload
from bot.store import Database
from bot.store.labelling import StoredLabelling
from bot.train.formats import FORMATS
from tests.detect.local.test_learning import ADA, picture, sample
from tests.whole.conftest import Standing, Whole

READER = PillowReader(50_000_000)
LABELLED = [
    ("Ada", PixelBox(60, 20, 180, 160), ADA[0]),
    ("Surface", None, picture(sample("brick"))),
    ("", None, picture(sample("coffee"))),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the bot's database."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def standing(folder: Path) -> Iterator[Standing]:
    """A bot that has a dataset of its own."""
    standing = Standing(folder, DATABASE_URL=f"sqlite:///{folder / 'files.db'}")
    yield standing
    standing.rest()


@pytest.fixture
def labelling(whole: Whole, folder: Path) -> Iterator[StoredLabelling]:
    """What people have labelled, before a test and after it."""
    database = Database(f"sqlite:///{folder / 'files.db'}")
    database.open()
    kept = StoredLabelling(database)
    empty(kept)
    for number, (label, box, image) in enumerate(LABELLED):
        known = kept.keep(kept_image(image, READER.read(image), f"file {number}"), 1.0)
        kept.say(known, [Mark(label, box)], who=ADMIN, at=1.0, origin="test")
    yield kept
    database.close()


def empty(kept: StoredLabelling) -> None:
    for label in kept.dataset().labels:
        kept.forget_label(label)


def content(dataset: Dataset) -> dict[str, object]:
    return {image.id: image.annotations for image in dataset.images}


def exported(whole: Whole, form: str) -> bytes:
    """The file that an admin is sent."""
    before = len(direct(whole, ADMIN))
    assert whole.slack.command(GENERAL, ADMIN, f"/rekog export {form}").acked
    files = whole.slack.wait_for(lambda: direct(whole, ADMIN)[before:], 60)
    assert "direct message" in whole.whisper(ADMIN)
    return whole.slack.file(files[-1])


def direct(whole: Whole, user: str) -> list[str]:
    """Files in somebody's conversation with the bot."""
    channel = f"D0{user[2:]}"
    if channel not in whole.slack.hub.workspace.channels:
        return []
    threads = [whole.slack.replies(channel, each["ts"]) for each in whole.slack.said(channel)]
    shared = [file for thread in threads for each in thread for file in each.get("files") or ()]
    return [str(file["id"]) for file in shared]


@pytest.mark.parametrize("form", FORMATS)
def test_out_and_in_again(whole: Whole, labelling: StoredLabelling, form: str) -> None:
    """What `/rekog export` sends, `@Rekog import` takes in as it was."""
    before = content(labelling.dataset())
    archive = exported(whole, form)
    for label in labelling.dataset().labels:
        labelling.forget_label(label)
    ts = whole.slack.post(
        GENERAL, ADMIN, "<@U0BOTUSER1> import", files=[Upload("set.zip", archive)]
    )
    (told,) = replies(whole, ts)

    assert zipfile.ZipFile(io.BytesIO(archive)).testzip() is None
    assert "Imported: 3 images" in told
    assert content(labelling.dataset()) == before


def replies(whole: Whole, ts: str) -> list[str]:
    found = whole.slack.wait_for(lambda: whole.slack.replies(GENERAL, ts), 60)
    return [str(each["text"]) for each in found]


@pytest.mark.parametrize("user", [MEMBER, GUEST])
def test_only_admins(whole: Whole, labelling: StoredLabelling, user: str) -> None:
    """A dataset holds faces and pictures from everywhere, so only admins get or change it."""
    whole.slack.command(GENERAL, user, "/rekog export csv")
    refused = whole.whisper(user)
    ts = whole.slack.post(GENERAL, user, "<@U0BOTUSER1> import", files=[Upload("a.zip", b"PK")])
    (told,) = replies(whole, ts)

    assert "Only workspace admins" in refused
    assert "Only workspace admins" in told
    assert direct(whole, user) == []


def test_what_is_no_dataset(whole: Whole, labelling: StoredLabelling) -> None:
    """A file that cannot be taken is a sentence in its thread, and names call nobody."""
    before = content(labelling.dataset())
    damaged = Upload("<!channel>.zip", b"PK\x03\x04damaged")
    ts = whole.slack.post(GENERAL, ADMIN, "<@U0BOTUSER1> import", files=[damaged])
    (told,) = replies(whole, ts)
    other = whole.slack.post(
        GENERAL, ADMIN, "<@U0BOTUSER1> import tiff", files=[Upload("a.csv", b"x")]
    )
    (formats,) = replies(whole, other)
    whole.slack.command(GENERAL, ADMIN, "/rekog export")
    asked = whole.whisper(ADMIN)

    assert "I do not open &lt;!channel&gt;.zip: it is not a zip, or it is damaged" in told
    assert "`import coco`" in formats
    assert "`export coco`" in asked
    assert content(labelling.dataset()) == before
