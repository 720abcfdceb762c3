"""The container's image: what is in it, who runs it, and that it runs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sandbox.slack import SlackStandIn
from bot.settings import TABLE
from tests.deploy.image import INSTRUCTIONS, build, command, copied, environment, hidden
from tests.deploy.made import ROOT
from tests.whole.conftest import QUICK
from tests.whole.conftest import environment as settings_for


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the image works in."""
    folder = tmp_path_factory.mktemp("image")
    build(folder)
    return folder


def started(instruction: str, app: Path, data: Path, **settings: str) -> subprocess.Popen[str]:
    """Start what the image would start, with the image's files and environment alone."""
    _python, *rest = command(instruction)
    return subprocess.Popen(
        [sys.executable, *rest],
        cwd=app,
        env={"PATH": os.environ["PATH"], **environment(), **settings, "DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code, and what was written."""
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def test_it_starts_from_a_slim_python_of_a_version() -> None:
    """The base is pinned by its version, small, and a Python that the bot supports."""
    (base,) = [rest for name, rest in INSTRUCTIONS if name == "FROM"]
    oldest = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text())

    found = re.fullmatch(r"python:3\.(\d+)-slim", base)

    assert found is not None
    assert oldest is not None
    assert int(found[1]) >= int(oldest[1])


def test_it_does_not_run_as_root() -> None:
    """Whatever runs in the container is a user without rights, by number."""
    users = [rest for name, rest in INSTRUCTIONS if name == "USER"]
    order = [name for name, _ in INSTRUCTIONS]

    assert users == ["10001"]
    assert order.index("USER") < order.index("CMD")
    assert "RUN" not in order[order.index("USER") :]
    assert any("--uid 10001" in rest for name, rest in INSTRUCTIONS if name == "RUN")


@pytest.mark.parametrize("source", copied())
def test_what_is_copied_is_there(source: str) -> None:
    """Everything that COPY names exists, and .dockerignore does not hide it."""
    path = ROOT / source

    assert path.exists()
    assert not hidden(source.rstrip("/"))
    assert path.is_dir() == source.endswith("/")


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        "data/rekog.db",
        "tests/fakes.py",
        "bot/sandbox/demo.py",
        ".venv/bin/x",
    ],
)
def test_what_is_secret_or_idle_stays_out(path: str) -> None:
    """Tokens, databases, the tests and the demo do not get into the image."""
    assert hidden(path)


@pytest.mark.parametrize("path", ["bot/__main__.py", "bot/page/static/label.html"])
def test_what_the_bot_needs_gets_in(path: str) -> None:
    """Code and what it serves are in the image."""
    assert (ROOT / path).exists()
    assert not hidden(path)


def test_the_image_knows_only_settings(app: Path) -> None:
    """What the image sets is a setting of the bot or of Python; no file of settings is read."""
    names = {setting.name for setting in TABLE} | {"REKOG_ENV_FILE"}

    assert {name for name in environment() if not name.startswith("PYTHON")} <= names
    assert environment()["REKOG_ENV_FILE"] == ""
    (volume,) = [rest for name, rest in INSTRUCTIONS if name == "VOLUME"]
    assert environment()["DATA_DIR"] == volume


def test_it_names_what_is_missing(app: Path, tmp_path: Path) -> None:
    """Started without settings, the container ends with their names and with 78."""
    code, said = ended(started("CMD", app, tmp_path))

    assert code == 78
    assert "SLACK_BOT_TOKEN is missing" in said


def test_the_container_lives_and_ends(app: Path, tmp_path: Path) -> None:
    """The image's command runs from the image's files; its health check follows, also its end."""
    with SlackStandIn(timing=QUICK) as slack:
        settings = settings_for(slack, tmp_path)
        bot = started("CMD", app, tmp_path, **settings)
        try:
            slack.wait_for(lambda: any(tmp_path.glob("alive-*")) or bot.poll() is not None)

            assert ended(started("HEALTHCHECK", app, tmp_path)) == (0, "ok\n")
        finally:
            bot.send_signal(signal.SIGTERM)
            code, said = ended(bot)

    assert code == 0, said
    assert ended(started("HEALTHCHECK", app, tmp_path))[0] == 1
