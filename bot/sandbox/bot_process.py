"""The unchanged bot as a process of its own, told everything through its environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
BOT = (sys.executable, "-m", "bot", "run")

# What a Python program needs from its surroundings. Nothing else is handed on, so that no setting
# and no AWS profile of the person who runs the demo reaches the bot.
INHERITED = (
    *("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP"),
    *("VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONWARNINGS", "OMP_NUM_THREADS"),
)
SECONDS_TO_FINISH = 8.0


class BotEnded(Exception):
    """The bot ended although nobody told it to; `str()` gives the last lines of its log."""


class BotProcess:
    """`python -m bot run`, ended with everything it started when the `with` block is left.

    Args:
        settings: the bot's settings, by their names in the environment.
        log: the file that the bot's output goes to; made anew.
        command: what is run.
    """

    def __init__(
        self, settings: Mapping[str, str], log: Path, command: Sequence[str] = BOT
    ) -> None:
        self._settings = settings
        self._log = log
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> BotProcess:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C reaches the demo alone, which then ends the group.
                start_new_session=True,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id, which is that of its group, too."""
        assert self._process is not None, "not started"
        return self._process.pid

    def wait_until(self, ready: Callable[[], bool], timeout: float) -> None:
        """Return when the bot is ready.

        Args:
            ready: asked several times a second.
            timeout: in seconds.

        Raises:
            BotEnded: it ended instead.
            TimeoutError: it is not ready in time; the message holds the last lines of its log.
        """
        until = time.monotonic() + timeout
        while not ready():
            self.check()
            if time.monotonic() > until:
                raise TimeoutError(self.last_lines())
            time.sleep(0.05)

    def check(self) -> None:
        """Do nothing while the bot runs.

        Raises:
            BotEnded: it does not.
        """
        assert self._process is not None, "not started"
        if self._process.poll() is not None:
            raise BotEnded(self.last_lines())

    def last_lines(self, count: int = 15) -> str:
        """The end of the bot's log."""
        lines = self._log.read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-count:]) or "(it wrote nothing)"

    def stop(self) -> None:
        """Let the bot finish what is under way, then end its whole group."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(SECONDS_TO_FINISH)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        nowhere = {
            "REKOG_ENV_FILE": "",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Empty means off. The Slack SDK does not know NO_PROXY.
            "HTTP_PROXY": "",
            "HTTPS_PROXY": "",
        }
        return {**inherited, **nowhere, "PYTHONUNBUFFERED": "1", **self._settings}
