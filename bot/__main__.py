"""`python -m bot`: the one place that reads the environment and sets up the log."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

from dotenv import load_dotenv

from bot import cli


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    `.env` is read first, or the file that REKOG_ENV_FILE names; what the environment already holds
    wins. An empty REKOG_ENV_FILE means that none is read.
    """
    if env_file := os.environ.get("REKOG_ENV_FILE", ".env"):
        load_dotenv(env_file)
    return cli.main(sys.argv[1:] if arguments is None else arguments, os.environ)


if __name__ == "__main__":
    code = main()
    logging.shutdown()
    sys.stdout.flush()
    # Not `sys.exit`, which would wait for a job that hangs; what it was doing is done again.
    os._exit(code)
