"""The form in which a picture is labelled, as a modal.

Limits: https://docs.slack.dev/reference/views
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.cards import Press
from bot.core.forms import FORM, Form
from bot.core.payload import to_json
from bot.core.teach_requests import FormRequest
from bot.core.teach_words import HINT_MISSING, LINK_MISSING
from bot.post.form_fields import fields, fitting, plain_text
from bot.post.mrkdwn import clip, literal, plain
from bot.post.table import Block

MAX_METADATA = 3000
MAX_BYTES = 230_000
"""Slack takes 250 kB; whatever it counts besides has room in the rest.
https://docs.slack.dev/reference/methods/views.update#errors"""
MAX_CHOICE = 50
"""Pictures of one message to choose from; more than Slack lets people post at once."""

LOOKING = "Looking at the picture…"


_PEOPLE = re.compile(r"&lt;(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+)&gt;")


def notice(text: str) -> Block:
    """A modal that says one thing and has nothing to fill in.

    People and groups are shown by their names, which calls nobody in a modal.
    """
    return _view([_section(_PEOPLE.sub(r"<\1>", literal(text, 2900)))])


def choice(request: FormRequest) -> Block:
    """A modal that asks which of several pictures is meant."""
    sources, metadata = list(request.sources), ""
    while sources:
        metadata = json.dumps(
            {
                "channel": request.channel,
                "thread_ts": request.thread_ts,
                "label": request.label,
                "sources": to_json(tuple(sources)),
            },
            ensure_ascii=False,
        )
        if len(metadata) <= MAX_METADATA and len(sources) <= MAX_CHOICE:
            break
        sources.pop()
    words = "Which picture do you want to teach?"
    if len(sources) < len(request.sources):
        words += f" These are the first {len(sources)} of {len(request.sources)}."
    shown = [_picture_row(number, str(each)) for number, each in enumerate(sources)]
    return {**_view([_section(words), *shown]), "private_metadata": metadata}


def form_view(form: Form, file: str = "") -> Block:
    """The form, with as many labels to choose from as there is room for.

    Args:
        form: what it shows.
        file: id in Slack of the numbered picture; empty where Slack cannot show it.
    """
    bare = _form_view(replace(form, known=()), file)
    return _form_view(fitting(form, MAX_BYTES - len(json.dumps(bare))), file)


def _form_view(form: Form, file: str) -> Block:
    blocks = [*_top(form, file), *fields(form), *_missing(form)]
    metadata = {
        "form": form.reference,
        "origin": form.origin,
        "channel": form.channel,
        "thread_ts": form.thread_ts,
        "response_url": form.response_url,
    }
    return {
        **_view(blocks),
        "callback_id": FORM,
        "submit": plain_text("Save"),
        "close": plain_text("Cancel"),
        "private_metadata": json.dumps(metadata),
    }


def _top(form: Form, file: str) -> Iterator[Block]:
    if file:
        numbers = "no boxes" if not form.boxes else f"boxes 1 to {len(form.boxes)}"
        alt = f"{plain(form.name)} with {numbers}"
        yield {"type": "image", "slack_file": {"id": file}, "alt_text": alt}
    elif form.boxes:
        yield _section(
            f"Slack cannot show {literal(form.name)} here; the fields say what is where."
        )
    if not form.boxes:
        yield _section("I found nothing in it to put a box around.")
    if form.left_out:
        yield _section(
            f"There are {form.left_out + len(form.boxes)} boxes; these are the "
            f"{len(form.boxes)} that I am most certain of."
        )


def _missing(form: Form) -> Iterator[Block]:
    if form.link is None:
        yield _section(HINT_MISSING)
        return
    button = {
        "type": "button",
        "text": plain_text("Draw boxes"),
        "url": form.link,
        "action_id": Press.PAGE.value,
    }
    yield {**_section(LINK_MISSING), "accessory": button}


def _picture_row(place: int, name: str) -> Block:
    button = {
        "type": "button",
        "text": plain_text("This one"),
        "action_id": f"{Press.PICTURE.value}:{place}",
        "value": str(place),
    }
    return {**_section(f"{place + 1}. {literal(name)}"), "accessory": button}


def _view(blocks: Sequence[Block]) -> Block:
    return {"type": "modal", "title": plain_text("Teach Rekog"), "blocks": list(blocks)}


def _section(text: str) -> Block:
    body = {"type": "mrkdwn", "text": clip(text, 3000), "verbatim": True}
    return {"type": "section", "text": body}
