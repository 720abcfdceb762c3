"""The command line: the bot itself, and its work without Slack."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from bot.cli import detect, logs, model, run
from bot.cli.arguments import parser
from bot.core.errors import RekogError, SettingsWrong
from bot.settings import Settings

# https://man.freebsd.org/cgi/man.cgi?sysexits: 78 is a configuration error. argparse uses 2.
DONE, FAILED, SETTINGS_WRONG, INTERRUPTED = 0, 1, 78, 130


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command, and turn every expected failure into a sentence and an exit code."""
    if arguments[:1] == ["demo"]:
        from bot.sandbox.demo import main as demo

        return demo(list(arguments[1:]))
    options = parser().parse_args(arguments or ["run"])
    try:
        settings = Settings.read(environment, with_slack=options.command == "run")
        logs.configure(settings.log_level if options.command == "run" else "error")
        return {
            "run": run.run,
            "detect": detect.detect,
            "start": model.change,
            "stop": model.change,
            "status": model.status,
        }[options.command](settings, options)
    except SettingsWrong as error:
        _complain(error)
        return SETTINGS_WRONG
    except RekogError as error:
        print(error.sentence, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _complain(error: SettingsWrong) -> None:
    print("These settings have to be put right first (environment or .env):", file=sys.stderr)
    for problem in error.problems:
        print(f"  - {problem}", file=sys.stderr)
    print("The README's table lists them all; .env.example is a start.", file=sys.stderr)
