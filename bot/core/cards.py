"""Messages with buttons, as the rules see them; Block Kit is the business of `post`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.core.requests import StartTerms


class Press(Enum):
    """What a button asks for. The value is its action id in Slack."""

    START = "model_start"
    """Ask for a start; the price is told and a confirmation asked for."""
    CONFIRM_START = "model_start_confirmed"
    STOP = "model_stop"
    KEEP = "model_keep"
    DISMISS = "dismiss"
    """Take the private message with the question away."""
    CONFIRM_TRAIN = "train_confirmed"
    USE = "use_version"
    """Use a model version; one that is worse is asked about once more."""
    CONFIRM_EVALUATE = "evaluate_version_confirmed"
    CONFIRM_USE = "use_version_confirmed"
    CONFIRM_FORGET = "forget_label_confirmed"
    RETRY_JOB = "job_retry"
    DROP_JOB = "job_drop"
    CORRECT = "teach_correct"
    """Open the form for an answer, whose reference the button carries."""
    PICTURE = "teach_picture"
    """Of several pictures that a modal lists, open the form for this one."""
    OFFER = "teach_offer"
    """Teach the label that somebody wrote beside their pictures."""
    AGREE = "teach_agree"
    UNDO = "teach_undo"
    SCAN_CONFIRM = "scan_confirmed"
    SCAN_PAUSE = "scan_pause"
    SCAN_RESUME = "scan_resume"
    SCAN_CANCEL = "scan_cancel"
    MUTE_FEED = "feed_mute"
    """Mute the rule of the feed whose name the button carries."""
    UNMUTE_FEED = "feed_unmute"
    PAGE = "teach_page"
    """A link to the labelling page; it asks nothing of the bot."""


class Style(Enum):
    """How a button looks."""

    PLAIN = ""
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says, what it asks for, and what travels with it (ids only)."""

    text: str
    press: Press
    value: str = ""
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Picture:
    """A file in Slack that a message shows, and what those hear who cannot see it."""

    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class Card:
    """A message: text in Slack's markup, lines to be set in a fixed-width font, buttons.

    Pictures are shown where Slack takes them; the text has to do without them.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    figures: str = ""
    pictures: tuple[Picture, ...] = ()


def write_terms(terms: StartTerms) -> str:
    """Terms as a button's value: `7200/2/3`, with nothing where nothing was asked."""
    parts = (terms.lease_seconds, terms.units, terms.max_units)
    return "/".join("" if part is None else f"{part:g}" for part in parts)


def read_terms(value: str) -> StartTerms:
    """The terms that a button carries; those of the settings when it carries none."""
    if not value:
        return StartTerms()
    lease, units, most = value.split("/")
    return StartTerms(
        float(lease) if lease else None, int(units) if units else None, int(most) if most else None
    )
