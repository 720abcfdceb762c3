"""The dataset in a database: several writers, full disks, large bytes."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.core.errors import DiskFull
from bot.core.labelling import KeptImage, Mark
from bot.core.model import Image
from bot.store import Database, Store
from tests.fakes import FakeClock
from tests.store.test_labelling import ALL, image, labels, say, taught

KEEP_AND_BEGIN = """
import sys
from bot.core.labelling import KeptImage, Mark
from bot.core.model import Image
from bot.store import Database, Store
from tests.fakes import FakeClock
database = Database(sys.argv[1])
store = Store.of(database, FakeClock())
kept = store.labelling.keep(KeptImage(Image(b"same", "a.png"), 9, 9, (1, 2), "s"), 1.0)
for _ in range(20):
    store.labelling.say(kept, [Mark(sys.argv[2])], who=sys.argv[2], at=1.0, origin="")
print(store.versions.begin("key", "local", 1, "U1", 1.0).number)
"""


def test_what_is_forgotten_is_gone(database: Database) -> None:
    """No row speaks of it any more, nor holds its bytes."""
    labelling = Store.of(database, FakeClock()).labelling
    kept = labelling.keep(image("a"), 1.0)
    numbers = say(labelling, kept, Mark("Cat"), Mark("Ann"), Mark("Cat", here=False))
    labelling.undo(numbers[:1], who="U1", at=6.0)

    labelling.forget_label("Ann")

    with database.reading() as connection:
        for table in ("images", "image_bytes", "label_events"):
            rows = connection.execute(sa.text(f"SELECT * FROM {table}")).all()
            assert rows == [], table


def test_people_may_speak_at_once(database: Database) -> None:
    """What each says stays, in numbers of its own, and the image is kept once."""
    labelling = Store.of(database, FakeClock()).labelling
    gate = threading.Barrier(6)

    def speak(number: int) -> list[int]:
        gate.wait()
        kept = labelling.keep(image("same"), 1.0)
        return [*say(labelling, kept, Mark(f"L{number}"), Mark(f"M{number}"))]

    with ThreadPoolExecutor(6) as pool:
        numbers = [each for said in pool.map(speak, range(6)) for each in said]

    (found,) = labelling.dataset().images
    assert len(found.labels) == 12
    assert len(set(numbers)) == 12


def test_processes_may_speak_at_once(database: Database, database_url: str) -> None:
    """Two processes lose nothing of each other's, and a version's key is taken once."""
    command = [sys.executable, "-c", KEEP_AND_BEGIN, database_url]
    both = [
        subprocess.Popen([*command, who], stdout=subprocess.PIPE, text=True)
        for who in ("ann", "bob")
    ]

    numbers = [each.communicate()[0].strip() for each in both]

    store = Store.of(database, FakeClock())
    (found,) = store.labelling.dataset().images
    assert found.labels == {"ann", "bob"}
    assert len(store.labelling.events(found.id)) == 40
    assert numbers[0] == numbers[1] != ""


def test_a_full_disk_leaves_no_half_image(tmp_path: Path) -> None:
    """An image that does not fit is not kept at all, and what was there stays."""
    database = Database(f"sqlite:///{tmp_path / 'rekog.db'}")
    database.open()
    labelling = Store.of(database, FakeClock()).labelling
    kept = taught(labelling, "a", "Cat")
    sa.event.listen(database.engine, "checkout", _fill_the_disk)
    big = KeptImage(Image(bytes(5_000_000), "big.png"), 9, 9, (ALL, ALL), "")

    with pytest.raises(DiskFull):
        labelling.keep(big, 1.0)

    assert labelling.labelled(sha256(big.image.data).hexdigest()) is None
    assert labels(labelling, kept) == {"Cat"}
    database.close()


def _fill_the_disk(connection: sa.PoolProxiedConnection, *rest: object) -> None:
    connection.cursor().execute("PRAGMA max_page_count=200")


def test_bytes_are_loaded_only_when_asked_for(database: Database) -> None:
    """A dataset is read without its images, and changed without writing them again."""
    labelling = Store.of(database, FakeClock()).labelling
    kept = taught(labelling, "a", "Cat")
    said: list[str] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    labelling.labelled(kept)
    labelling.decide()
    labelling.keep(image("a"), 2.0)

    assert said
    assert not [each for each in said if "image_bytes" in each]
