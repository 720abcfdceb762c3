import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.sandbox.bot_process import BotEnded, BotProcess
from tests.demo.processes import gone

PRINT_ENVIRONMENT = """
import json, os, time
print(json.dumps(dict(os.environ)), flush=True)
time.sleep(60)
"""
WITH_A_CHILD = """
import signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("child", child.pid, flush=True)
time.sleep(60)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def within_seconds(check: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not check():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_nothing_of_the_surroundings_reaches_the_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings and AWS keys of the person who runs the demo are not handed on."""
    monkeypatch.setenv("MODEL_ARN", "arn:somebody's")
    monkeypatch.setenv("AWS_PROFILE", "somebody's")
    log = tmp_path / "bot.log"
    with BotProcess({"DETECTOR": "local"}, log, python(PRINT_ENVIRONMENT)) as bot:
        bot.wait_until(lambda: b"}" in log.read_bytes(), 10)
    environment = json.loads(log.read_text())

    assert environment["DETECTOR"] == "local"
    assert environment["REKOG_ENV_FILE"] == ""
    assert "MODEL_ARN" not in environment
    assert "AWS_PROFILE" not in environment


def test_everything_it_started_ends(tmp_path: Path) -> None:
    """Leaving the block ends the bot's children, too."""
    log = tmp_path / "bot.log"
    with BotProcess({}, log, python(WITH_A_CHILD)) as bot:
        bot.wait_until(lambda: log.read_bytes().endswith(b"\n"), 10)
        child = int(log.read_text().split()[1])
        assert not gone(child)

    assert within_seconds(lambda: gone(child))
    assert gone(bot.pid)


def test_it_ends_when_the_block_fails(tmp_path: Path) -> None:
    """An exception in the block leaves no process behind."""
    bot = BotProcess({}, tmp_path / "bot.log", python("import time; time.sleep(60)"))
    with pytest.raises(ZeroDivisionError), bot:
        _ = 1 / 0

    assert gone(bot.pid)


def test_a_deaf_bot_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that does not listen to SIGTERM is ended all the same."""
    monkeypatch.setattr("bot.sandbox.bot_process.SECONDS_TO_FINISH", 0.2)
    log = tmp_path / "bot.log"
    with BotProcess({}, log, python(DEAF)) as bot:
        bot.wait_until(lambda: b"ready" in log.read_bytes(), 10)

    assert gone(bot.pid)


def test_a_bot_that_ends_is_noticed_with_its_last_words(tmp_path: Path) -> None:
    """When the bot dies, the end of its log says why."""
    bot = BotProcess({}, tmp_path / "bot.log", python("raise SystemExit('no token')"))
    with pytest.raises(BotEnded, match="no token"), bot:
        bot.wait_until(lambda: False, 10)


def test_a_bot_that_is_never_ready_is_given_up(tmp_path: Path) -> None:
    """Waiting has an end."""
    command = python("import time; time.sleep(60)")
    with (
        pytest.raises(TimeoutError, match="it wrote nothing"),
        BotProcess({}, tmp_path / "bot.log", command) as bot,
    ):
        bot.wait_until(lambda: False, 0.05)


def test_stopping_what_never_started_is_nothing(tmp_path: Path) -> None:
    """A bot that was never started can be stopped."""
    BotProcess({}, tmp_path / "bot.log").stop()

    assert list(tmp_path.iterdir()) == []
