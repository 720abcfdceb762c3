"""The log: one line an event, to standard error, without secrets."""

from __future__ import annotations

import logging
import re

# Slack's tokens and the tickets of its WebSocket addresses.
SECRETS = re.compile(r"(xox[a-z]\.?|xapp)-[\w.\-]{4,}|(?<=ticket=)[\w\-]+")


class Redacted(logging.Formatter):
    """Formats a record, stack trace included, and blots out what looks like a token.

    Nothing here logs tokens; this is for the day when a library does.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One record as text."""
        return SECRETS.sub("***", super().format(record))


def configure(level: str) -> None:
    """Set up the log of the whole process."""
    output = logging.StreamHandler()
    output.setFormatter(Redacted("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [output]
    root.setLevel(level.upper())
    logging.captureWarnings(True)  # Pillow warns of damaged EXIF on standard error otherwise
    # Bolt finds SLACK_BOT_TOKEN in the environment, and warns that its client has one already.
    logging.getLogger("slack_bolt.App").addFilter(
        lambda record: "`token` will be unused" not in record.getMessage()
    )
    for chatty in ("botocore", "boto3", "urllib3", "httpx", "httpcore", "PIL", "py.warnings"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
