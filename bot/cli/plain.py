"""Slack's markup as plain text, for a terminal."""

from __future__ import annotations

import re

from bot.core.cards import Card


def plain(told: str | Card) -> str:
    """What a person at a terminal reads of a message."""
    if isinstance(told, Card):
        parts = (plain(told.text), told.figures)
        return "\n\n".join(part for part in parts if part)
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", told)
    text = re.sub(r"<@shell:([^>]+)>", r"\1 (at a shell)", text)
    text = re.sub(r"<[@#!](?:subteam\^)?([A-Z0-9]+)(?:\|[^>]*)?>", r"\1", text)
    text = re.sub(r"`/rekog ([a-z]+)", r"`python -m bot \1", text)
    return re.sub(r"\*([^*\n]+)\*", r"\1", text)
