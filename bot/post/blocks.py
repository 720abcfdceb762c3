"""Block Kit: the one message of an answer.

Limits: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.cards import Button
from bot.core.model import Answered, Outcome
from bot.post.cards import MAX_BUTTONS, actions
from bot.post.mrkdwn import clip, plain, sections
from bot.post.names import file_name
from bot.post.summary import alt_text, stopped, summary
from bot.post.table import Block, Rows

MAX_BLOCKS = 50
MAX_TEXT = 3000
MAX_ALT_TEXT = 2000
MAX_IMAGES = 30
"""Twenty blocks are left for text, which is more than the table as text needs."""
MAX_TEXT_BLOCKS = 8


def blocks(
    outcomes: Sequence[Outcome],
    files: Mapping[int, str],
    who: str,
    notes: Sequence[str] = (),
    *,
    table: bool = True,
    buttons: Sequence[Button] = (),
) -> list[Block]:
    """The blocks of an answer.

    Args:
        outcomes: in the order of the post.
        files: ids of the annotated images in Slack, by place in `outcomes`; at most MAX_IMAGES.
        who: those who may start the model, in Slack's markup.
        notes: what else is to be said, in Slack's markup.
        table: as a table; else as text, for a Slack that does not take it.
        buttons: one row of them.
    """
    words = [_section(text) for text in _texts([*summary(outcomes), *notes])]
    if waiting := stopped(outcomes, who):
        words.append(_section(waiting))
    images = [_image(outcomes, place, file) for place, file in files.items()]
    row = actions(buttons[:MAX_BUTTONS])
    return [*words, *images, *_labels(outcomes, table), *row, _context(outcomes)]


def fallback_text(outcomes: Sequence[Outcome], who: str) -> str:
    """What notifications and screen readers say of the message."""
    waiting = stopped(outcomes, who)
    return clip("\n".join([*summary(outcomes), *([waiting] if waiting else [])]), MAX_TEXT)


def _texts(lines: list[str]) -> list[str]:
    texts = sections(lines, MAX_TEXT)
    if len(texts) > MAX_TEXT_BLOCKS:
        texts = [*texts[: MAX_TEXT_BLOCKS - 1], "… the rest is in result.json."]
    return texts


def _section(text: str) -> Block:
    # verbatim: nothing in a name becomes a link to a channel or a web page.
    body = {"type": "mrkdwn", "text": clip(text, MAX_TEXT), "verbatim": True}
    return {"type": "section", "text": body}


def _image(outcomes: Sequence[Outcome], place: int, file: str) -> Block:
    outcome = outcomes[place]
    assert isinstance(outcome, Answered)
    return {
        "type": "image",
        "slack_file": {"id": file},
        "alt_text": alt_text(outcome, place + 1, MAX_ALT_TEXT),
        "title": {"type": "plain_text", "text": file_name(outcome, place + 1), "emoji": False},
    }


def _labels(outcomes: Sequence[Outcome], table: bool) -> list[Block]:
    rows = Rows.of(outcomes)
    if not rows.shown:
        return []
    return [rows.block()] if table else [_section(text) for text in _texts(rows.lines())]


def _context(outcomes: Sequence[Outcome]) -> Block:
    """By which model, how long it took, and what to tell an admin if something is wrong."""
    recognitions = [each.recognition for each in outcomes if isinstance(each, Answered)]
    parts = list(dict.fromkeys(f"{each.model_version} ({each.detector})" for each in recognitions))
    if recognitions:
        parts.append(f"{sum(each.timings.total for each in recognitions):.1f} s")
    references = [
        each.recognition.id if isinstance(each, Answered) else each.reference for each in outcomes
    ]
    more = f" and {len(references) - 5} more" if len(references) > 5 else ""
    parts.append(f"reference {', '.join(references[:5])}{more}")
    text = plain(" · ".join(parts), 500)
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}
