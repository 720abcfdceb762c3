"""Opening the database: SQLite in one process by default, Postgres for more; one code path."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.core.errors import DatabaseOutOfReach, DiskFull
from bot.store.migrate import migrate

POOL, OVERFLOW = 20, 40
# DBOS waits as long on its own connections; a slow disk under load may take some seconds.
BUSY_SECONDS = 30
# A process that is frozen in the middle of a transaction holds its locks: jobs that it was about
# to take would be taken by nobody. Less than a process may be silent until it is taken for dead.
# https://www.postgresql.org/docs/current/runtime-config-client.html
IDLE_SECONDS = 20
LEAST_BYTES = 65_536


class Database:
    """The database, and the one engine on it that everybody shares.

    Args:
        url: `sqlite:///file`, `postgresql://…` or Heroku's `postgres://…`.
    """

    def __init__(self, url: str) -> None:
        self._url = _url(url)
        self.file = Path(self._url.database or "") if self.is_sqlite else None
        self.engine = self._engine()

    @property
    def is_sqlite(self) -> bool:
        """Whether one process alone may work on it."""
        return self._url.get_backend_name() == "sqlite"

    def open(self) -> None:
        """Make the file where there is none, and bring the tables up to date.

        Raises:
            DatabaseOutOfReach: it cannot be used; the password is not in the sentence.
        """
        try:
            if self.file is not None:
                _prepare(self.file)
            migrate(self.engine)
        except (SQLAlchemyError, OSError, sqlite3.Error) as error:
            where = str(self.file) if self.file else self._url.render_as_string(hide_password=True)
            raise DatabaseOutOfReach((f"{where}: {_reason(error, self.file)}",)) from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction; on SQLite it holds the write lock from its start.

        Raises:
            DiskFull: there is no room for what was to be kept; nothing of it is.
        """
        with self.engine.connect() as connection:
            if self.is_sqlite:
                # pysqlite begins a transaction only before it writes, which is too late for
                # what was read before.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except DBAPIError as error:
                connection.rollback()
                if is_full(error.orig):
                    raise DiskFull from error
                raise
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read by."""
        with self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _engine(self) -> sa.Engine:
        pool: dict[str, Any] = {"pool_size": POOL, "max_overflow": OVERFLOW}
        if not self.is_sqlite:
            engine = sa.create_engine(self._url, pool_pre_ping=True, **pool)
            sa.event.listen(engine, "connect", _set_up_postgres)
            return engine
        engine = sa.create_engine(self._url, **pool)
        sa.event.listen(engine, "connect", _set_up_sqlite)
        return engine


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise DatabaseOutOfReach(("DATABASE_URL is not the address of a database",)) from None
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _prepare(file: Path) -> None:
    """A file that nobody else may read, with a write-ahead log.

    https://www.sqlite.org/wal.html: readers do not wait for the writer, and the mode stays.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS)
    deadline = time.monotonic() + BUSY_SECONDS
    try:
        while not _switched(connection):
            if time.monotonic() > deadline:
                raise OSError("it is locked by another process")
            time.sleep(0.05)
    finally:
        connection.close()


def _switched(connection: sqlite3.Connection) -> bool:
    """Ask for the write-ahead log; whether SQLite listened.

    Two processes that switch it on at once refuse each other without waiting: SQLite does not ask
    the busy handler where that could wait for ever (https://www.sqlite.org/c3ref/busy_handler.html).
    """
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _set_up_postgres(connection: psycopg.Connection, record: object) -> None:
    # As a statement, since poolers refuse it among the options of a connection.
    connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'".encode())
    connection.commit()


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    # Safe for a killed process; a power cut can take the last moments, but breaks nothing.
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def is_full(error: BaseException | None) -> bool:
    """Whether a driver refuses for lack of room.

    https://www.sqlite.org/rescode.html#full,
    https://www.postgresql.org/docs/current/errcodes-appendix.html (53100)
    """
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error, psycopg.errors.DiskFull)


def _reason(error: Exception, file: Path | None) -> str:
    """What a person can use of a driver's message; psycopg's never holds the password."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if file is not None and not _room(file):
        return "the disk is full; free some space"
    return " ".join(str(cause).split())[:300]


def _room(file: Path) -> bool:
    """Whether a file's disk has room for its log and index, which SQLite makes to read even."""
    try:
        return shutil.disk_usage(file.parent).free >= LEAST_BYTES
    except OSError:
        return True
