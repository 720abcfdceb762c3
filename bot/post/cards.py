"""Cards as Block Kit.

Limits: https://docs.slack.dev/reference/block-kit/blocks and
https://docs.slack.dev/reference/block-kit/block-elements/button-element
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.core.cards import Button, Card, Picture, Style
from bot.post.mrkdwn import clip, escape, plain, sections
from bot.post.table import Block

log = logging.getLogger(__name__)

MAX_TEXT = 3000
MAX_TEXT_BLOCKS = 10
MAX_FIGURES = 3000
MAX_BUTTONS = 25
MAX_BUTTON_TEXT = 75
MAX_VALUE = 2000
MAX_ALT_TEXT = 2000


def card_blocks(card: Card) -> list[Block]:
    """The blocks of a card: its text, its figures, its buttons.

    A button's action id is its press's value. Action ids must differ within a message, so the
    second button of the same press is `job_retry:2`: listeners leave out what is behind the colon.
    """
    words = [_section(text) for text in _texts(card.text)]
    figures = [_figures(card.figures)] if card.figures.strip() else []
    pictures = [_picture(each) for each in card.pictures]
    return [*words, *figures, *pictures, *actions(card.buttons)]


def card_text(card: Card) -> str:
    """The same without blocks: for notifications, and for screen readers, which hear only this."""
    return clip("\n".join(each for each in (card.text, escape(card.figures)) if each), MAX_TEXT)


def _texts(text: str) -> list[str]:
    texts = [each for each in sections(text.splitlines(), MAX_TEXT) if each.strip()]
    return texts[:MAX_TEXT_BLOCKS]


def _section(text: str) -> Block:
    # verbatim: mentions and dates in angle brackets still work, but no name becomes a link.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _figures(figures: str) -> Block:
    # Preformatted rich text is shown as it is: nothing in it can be taken for markup.
    text = {"type": "text", "text": clip(figures.strip("\n"), MAX_FIGURES)}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [text]}],
    }


def _picture(picture: Picture) -> Block:
    alt = plain(picture.alt, MAX_ALT_TEXT)
    return {"type": "image", "slack_file": {"id": picture.file}, "alt_text": alt}


def actions(buttons: Sequence[Button]) -> Iterator[Block]:
    """Buttons, as many rows of them as it takes."""
    shown = list(_elements(buttons))
    for start in range(0, len(shown), MAX_BUTTONS):
        yield {"type": "actions", "elements": shown[start : start + MAX_BUTTONS]}


def _elements(buttons: Sequence[Button]) -> Iterator[Block]:
    known: Counter[str] = Counter()
    for button in buttons:
        if len(button.value) > MAX_VALUE:
            log.error("the button %s is left out: it carries too much", button.press.value)
            continue
        known[button.press.value] += 1
        number = known[button.press.value]
        text = plain(button.text, MAX_BUTTON_TEXT)
        element: Block = {
            "type": "button",
            "text": {"type": "plain_text", "text": text, "emoji": False},
            "action_id": button.press.value + (f":{number}" if number > 1 else ""),
        }
        if button.value:
            element["value"] = button.value
        if button.style is not Style.PLAIN:
            element["style"] = button.style.value
        yield element
