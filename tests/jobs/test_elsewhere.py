"""Jobs that one process submits, and another one runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.attempts import Attempt
from bot.core.errors import NoBotYet
from bot.core.requests import Request
from bot.jobs import JobsElsewhere
from bot.store import Database
from tests.jobs.conftest import Start, note, picture, settle


def test_a_job_from_a_process_that_runs_none(start: Start, database: Database) -> None:
    """What a shell submits is run by the bot on the same database, as it was given, and once."""
    ran: list[tuple[Request, Attempt]] = []
    jobs = start(lambda request, journal: ran.append((request, journal.attempt)))
    shell = JobsElsewhere(database.engine)

    accepted = [shell.submit(picture("a"), attempt=Attempt(3)) for _ in range(2)]
    shell.submit(note("b"), delay=0.01)
    settle(jobs)

    assert accepted == [True, False]
    assert (picture("a"), Attempt(3)) in ran
    assert shell.unfinished() == 0


def test_a_database_without_a_bot(tmp_path: Path) -> None:
    """Where no bot has ever run, the shell is told to start one."""
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    database.open()

    with pytest.raises(NoBotYet, match="python -m bot run"):
        JobsElsewhere(database.engine).submit(note("a"))
    database.close()
