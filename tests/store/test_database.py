"""Opening the database."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from bot.core.errors import DatabaseOutOfReach, DatabaseTaken
from bot.store import Database, single_process
from bot.store.migrate import migrate
from bot.store.schema import audit, metadata

OPEN = "import sys; from bot.store import Database; Database(sys.argv[1]).open()"


def test_the_migrations_make_the_schema(database: Database) -> None:
    """The tables that the migrations make are those that the code works with."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_what_is_kept_outlives_a_restart(database: Database) -> None:
    """Opening a database that has its tables changes nothing in it."""
    entry = {"at": 1.5, "who": "U1", "action": "start", "entry": "shell", "model": "m"}
    with database.writing() as connection:
        connection.execute(sa.insert(audit).values(detail="", **entry))

    database.open()

    with database.reading() as connection:
        assert connection.execute(sa.select(audit.c.at)).scalars().all() == [1.5]


def test_an_older_database_is_brought_up_to_date(database_url: str) -> None:
    """What was in the first tables stays, and the new ones are there."""
    older = Database(database_url)
    if older.file is not None:
        older.file.touch()
    migrate(older.engine, "0001")
    entry = {"at": 1.5, "who": "U1", "action": "start", "entry": "shell", "model": "m"}
    with older.writing() as connection:
        connection.execute(sa.insert(audit).values(detail="", **entry))

    older.open()

    with older.reading() as connection:
        assert connection.execute(sa.select(audit.c.at)).scalars().all() == [1.5]
        assert set(sa.inspect(connection).get_table_names()) >= set(metadata.tables)
    older.close()


def test_two_processes_may_start_at_once(database_url: str) -> None:
    """Both find the tables made, by whichever came first."""
    command = [sys.executable, "-c", OPEN, database_url]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]

    ends = [(each.communicate()[1], each.returncode) for each in both]

    assert [code for _, code in ends] == [0, 0], ends


def test_many_processes_may_make_the_file_at_once(tmp_path: Path) -> None:
    """None of them is refused because another one is making it, too."""
    files = [tmp_path / f"{number}.db" for number in range(20)]
    ends: list[Exception] = []

    def prepare(file: Path, gate: threading.Barrier) -> None:
        gate.wait()
        try:
            Database(f"sqlite:///{file}").open()
        except Exception as error:
            ends.append(error)

    for file in files:
        gate = threading.Barrier(4)
        several = [threading.Thread(target=prepare, args=(file, gate)) for _ in range(4)]
        for each in several:
            each.start()
        for each in several:
            each.join()

    assert ends == []


def test_a_change_that_fails_is_not_made(database: Database) -> None:
    """A transaction is all or nothing."""
    entry = {"at": 1.5, "who": "U1", "action": "start", "entry": "shell", "model": "m"}

    def change() -> None:
        with database.writing() as connection:
            connection.execute(sa.insert(audit).values(detail="", **entry))
            raise ValueError("too late")

    with pytest.raises(ValueError, match="too late"):
        change()

    with database.reading() as connection:
        assert connection.execute(sa.select(audit.c.at)).all() == []


def test_a_full_disk_is_named_at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file cannot be opened for lack of room, people read so."""
    file = tmp_path / "rekog.db"
    file.mkdir()  # cannot be opened
    monkeypatch.setattr("bot.store.database.LEAST_BYTES", 1 << 80)

    with pytest.raises(DatabaseOutOfReach, match="the disk is full; free some space"):
        Database(f"sqlite:///{file}").open()


def test_a_frozen_process_holds_no_lock_for_long(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends a transaction that nobody goes on with, so that others can do the work."""
    monkeypatch.setattr("bot.store.database.IDLE_SECONDS", 1)
    frozen, other = Database(postgres_url), Database(postgres_url)
    frozen.open()
    entry = {"at": 1.5, "who": "U1", "action": "start", "entry": "shell", "model": "m"}
    with frozen.writing() as connection:
        connection.execute(sa.insert(audit).values(detail="", **entry))

    def wait_for_the_other() -> None:
        with frozen.writing() as held:
            held.execute(sa.update(audit).values(who="U2"))
            with other.writing() as connection:
                connection.execute(sa.text("SET LOCAL lock_timeout = '30s'"))
                connection.execute(sa.update(audit).values(who="U3"))

    with pytest.raises(DBAPIError, match="idle-in-transaction"):
        wait_for_the_other()

    with other.reading() as connection:
        assert connection.execute(sa.select(audit.c.who)).scalars().all() == ["U3"]
    frozen.close()
    other.close()


def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    """A SQLite database and its log are the owner's alone."""
    file = tmp_path / "new" / "rekog.db"
    database = Database(f"sqlite:///{file}")
    database.open()

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()}
    database.close()

    assert modes["rekog.db"] == 0o600
    assert set(modes.values()) == {0o600}


def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    """Readers need not wait for a writer, and a killed process loses nothing."""
    database = Database(f"sqlite:///{tmp_path / 'rekog.db'}")
    database.open()

    with database.reading() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    database.close()

    assert (mode, synchronous) == ("wal", 1)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://rekog:swordfish@127.0.0.1:1/rekog",
        "postgres://rekog:swordfish@127.0.0.1:1/rekog",
        "swordfish",
        "sqlite:////proc/swordfish-not/rekog.db",
    ],
)
def test_a_database_out_of_reach(url: str) -> None:
    """The sentence names the setting to put right, and no password."""
    with pytest.raises(DatabaseOutOfReach) as caught:
        Database(url).open()

    assert "DATABASE_URL" in caught.value.sentence
    assert "rekog:swordfish" not in caught.value.sentence


def test_sqlite_is_for_one_process(tmp_path: Path) -> None:
    """A second process on the same file is refused, and told what to do; a later one is not."""
    file = tmp_path / "rekog.db"

    with (
        single_process(file),
        pytest.raises(DatabaseTaken) as caught,
        single_process(file),
    ):
        pass
    with single_process(file):
        pass

    assert "DATABASE_URL to a Postgres database" in caught.value.sentence
