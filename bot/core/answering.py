"""What somebody reads who asked for something: an answer, or why there is none."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.core.cards import Card
from bot.core.errors import RekogError, Unexpected
from bot.core.recognition import new_reference

log = logging.getLogger(__name__)

Reply = str | Card | None
"""`None` when the channel is told instead."""


def answered(what: str, work: Callable[[], Reply]) -> Reply:
    """Do what is asked; whatever goes wrong becomes a sentence, and nothing is raised.

    Args:
        what: for the log.
        work: does it.
    """
    try:
        return work()
    except RekogError as error:
        log.info("%s: %s", what, error.sentence, exc_info=error)
        return error.sentence
    except Exception:
        reference = new_reference()
        log.exception("%s: %s failed", reference, what)
        return Unexpected(reference=reference).sentence
