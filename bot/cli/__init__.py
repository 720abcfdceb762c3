"""The command line: the bot itself, and its work without Slack."""

from __future__ import annotations

import argparse
import logging
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence

from bot.cli import detect, health, logs, model, run, scan, teach
from bot.cli.arguments import parser
from bot.core.errors import RekogError, SettingsWrong, Unexpected
from bot.settings import Settings

# https://man.freebsd.org/cgi/man.cgi?sysexits: 78 is a configuration error. argparse uses 2.
FAILED, SETTINGS_WRONG, INTERRUPTED = 1, 78, 130

COMMANDS: Mapping[str, Callable[[Settings, argparse.Namespace], int]] = {
    "run": run.run,
    "worker": run.run,
    "health": health.health,
    "detect": detect.detect,
    "start": model.change,
    "stop": model.change,
    "status": model.status,
    "cost": model.look,
    "log": model.look,
    "jobs": model.jobs,
    "scan": scan.scan,
    **teach.COMMANDS,
}

log = logging.getLogger(__name__)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command, and turn every expected failure into a sentence and an exit code."""
    if list(arguments[:1]) == ["demo"]:
        from bot.sandbox.demo import main as demo

        return demo(list(arguments[1:]))
    options = parser().parse_args(arguments or ["run"])
    try:
        return _run(options, environment)
    except SettingsWrong as error:
        _complain(error)
        return SETTINGS_WRONG
    except RekogError as error:
        print(error.sentence, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        reference = uuid.uuid4().hex[:10]
        log.exception(reference)
        print(Unexpected(reference=reference).sentence, file=sys.stderr)
        return FAILED


def _run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    in_slack = options.command in ("run", "worker")
    settings = Settings.read(environment, with_slack=in_slack)
    # A person at a shell reads sentences; the log is for those who ask for it.
    quiet = not in_slack and settings.log_level != "debug"
    logs.configure("critical" if quiet else settings.log_level)
    return COMMANDS[options.command](settings, options)


def _complain(error: SettingsWrong) -> None:
    print("These settings have to be put right first (environment or .env):", file=sys.stderr)
    for problem in error.problems:
        print(f"  - {problem}", file=sys.stderr)
    print("The README's table lists them all; .env.example is a start.", file=sys.stderr)
