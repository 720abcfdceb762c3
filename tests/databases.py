"""Databases for tests: a SQLite file, and a Postgres server of the test run's own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from bot.store import Database

LACKING = "there is no Postgres on this machine (Debian: apt-get install postgresql)"


class Postgres:
    """A server on loopback, with a database for each test."""

    def __init__(self, port: int) -> None:
        self._port = port

    def make(self) -> str:
        """A new, empty database; its URL."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        name = url.rsplit("/", 1)[1]
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())

    def _url(self, name: str) -> str:
        return f"postgresql://tester@127.0.0.1:{self._port}/{name}"


def programs() -> Path | None:
    """The folder of Postgres's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


@contextmanager
def serving(folder: Path) -> Iterator[Postgres]:
    """A server with its data in a folder, stopped at the end."""
    where = programs()
    assert where is not None, LACKING
    # Postgres does not run as root.
    user = None
    if os.geteuid() == 0:
        user = pwd.getpwnam(_somebody())
        os.chown(folder, user.pw_uid, user.pw_gid)
    as_user = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid}
    data, port = folder / "data", _free_port()
    make = [where / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "-N"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **as_user)  # type: ignore[call-overload]
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-F"]
    quick = ["-c", "full_page_writes=off", "-c", "max_connections=300"]
    command = [where / "postgres", "-D", data, *options, *quick]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **as_user)  # type: ignore[call-overload]
    try:
        _wait(port, server)
        yield Postgres(port)
    finally:
        server.terminate()  # an unfriendly stop: nobody needs the data
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _somebody() -> str:
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(
                f"postgresql://tester@127.0.0.1:{port}/postgres", connect_timeout=5
            ).close()
        except psycopg.OperationalError:
            assert server.poll() is None, "Postgres ended at once"
            assert time.monotonic() < until, "Postgres did not start"
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for the whole run; in CI it has to be there."""
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail(LACKING)
        pytest.skip(LACKING)
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # not below a folder of root's
    try:
        with serving(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """An empty Postgres database."""
    url = postgres.make()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once of each kind."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{tmp_path / 'rekog.db'}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with its tables, once of each kind."""
    database = Database(database_url)
    database.open()
    yield database
    database.close()
