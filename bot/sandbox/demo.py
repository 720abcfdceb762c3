"""`python -m bot demo`: a Slack workspace on this machine, with the unchanged bot in it."""

from __future__ import annotations

import argparse
import importlib.util
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

NEEDED = ("aiohttp", "moto", "skimage", "yaml", "httpx")
PORT = 8642
OUTPUT = Path("demo-output")

WELCOME = """
  Rekog's sandbox is ready: a Slack workspace on this machine, no account needed.

      Open   {url}

  Try    - drop a photograph on the page, or click one of the samples
         - "Teach it Brick, Grass and Gravel", with the samples: four steps, half a minute
         - Correct, under an answer: name the face; then /rekog train, /rekog use
         - @Rekog {uri}
         - /rekog status, /rekog stop, /rekog start
         - "Viewing as": a member or a guest may not stop the model

  The bot's log is {log}. Ctrl-C ends everything.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the demo until Ctrl-C, or once.

    Args:
        arguments: of the command line, without `demo`.

    Returns:
        The exit code: 0 when all went well.
    """
    options = _parser().parse_args(arguments)
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        print(
            f"The demo needs more than the bot does (missing: {', '.join(missing)}). "
            "Run `make demo`, which installs it, or `pip install -r requirements-dev.txt`.",
            file=sys.stderr,
        )
        return 1
    before = signal.signal(signal.SIGTERM, _interrupt)  # ends as tidily as Ctrl-C
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130 if options.once else 0
    finally:
        signal.signal(signal.SIGTERM, before)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot demo",
        description="A Slack workspace on this machine, with the bot in it. Needs no account.",
    )
    parser.add_argument(
        "--once",
        action="store_true",
        help=f"without a person: post a photograph, teach a model, save all in {OUTPUT}/, and end",
    )
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"of the page (default {PORT}; 0 for any)"
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(options: argparse.Namespace) -> int:
    from bot.sandbox.bot_process import BotEnded
    from bot.sandbox.once import run_once
    from bot.sandbox.running import Sandbox
    from bot.sandbox.samples import SamplesMissing
    from bot.sandbox.visitor import NothingCame

    print("Starting ...", flush=True)
    try:
        with Sandbox(0 if options.once else options.port) as sandbox:
            if options.once:
                with sandbox.visitor() as visitor:
                    run_once(visitor, sandbox.object_uri, OUTPUT, _say)
                print("All of it works.")
                return 0
            if sandbox.port != options.port and options.port:
                print(f"Port {options.port} is taken, so it is another one.")
            facts = {"url": sandbox.url, "uri": sandbox.object_uri}
            print(WELCOME.format(**facts, log=sandbox.log), flush=True)
            sandbox.serve()
    except BotEnded as error:
        print(f"The bot ended. The last lines of its log:\n{error}", file=sys.stderr)
    except TimeoutError as error:
        print(f"The bot did not connect. The last lines of its log:\n{error}", file=sys.stderr)
    except (NothingCame, SamplesMissing) as error:
        print(f"Something is missing: {error}", file=sys.stderr)
    return 1


def _say(line: str) -> None:
    print(line, flush=True)
