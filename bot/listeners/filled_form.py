"""The form as Slack sends it back: what is wrong with it, and what was said in it.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.core.forms import Field, Option
from bot.core.label_names import refusal
from bot.core.teach_requests import BoxChoice, MarksRequest, Verdict
from bot.core.teach_words import BOTH, EMPTY_LABEL
from bot.listeners.intake import Payload

VERDICTS = {
    Option.NO_OBJECT.value: Verdict.NO_OBJECT,
    Option.WRONG_BOX.value: Verdict.WRONG_BOX,
}


def problems(values: Payload) -> dict[str, str]:
    """What is wrong, by the id of the block that it is shown at."""
    wrong: dict[str, str] = {}
    for number in _numbers(values):
        typed = _typed(values, Field.NEW.of(number), Field.NEW)
        if found := refusal(typed):
            wrong[Field.NEW.of(number)] = found
        elif not typed and _chosen(values, number) == Option.OTHER.value:
            wrong[Field.NEW.of(number)] = EMPTY_LABEL
    for label in _new_labels(values):
        if found := refusal(label):
            wrong[Field.WHOLE_NEW.value] = found
    if Option.NOTHING.value in _ticked(values, Field.MORE) and _any_new(values):
        wrong[Field.MORE.value] = BOTH
    return wrong


def read(values: Payload, shown: Payload, key: str, who: dict[str, Any]) -> MarksRequest:
    """What was said, of a form without problems.

    Args:
        values: by block id and action id.
        shown: what the form carried.
        key: of the request.
        who: who filled it in.
    """
    ticked = _ticked(values, Field.MORE)
    known = [each.removeprefix(Option.LABEL.value) for each in _ticked(values, Field.WHOLE)]
    return MarksRequest(
        key=key,
        user=who["user"],
        team=who["team"],
        channel=shown["channel"],
        form=shown["form"],
        origin=shown["origin"],
        boxes=tuple(_choice(values, number) for number in _numbers(values)),
        labels=tuple(dict.fromkeys([*known, *_new_labels(values)])),
        rest=Option.REST.value in ticked,
        nothing=Option.NOTHING.value in ticked,
        thread_ts=shown["thread_ts"],
        response_url=shown["response_url"],
    )


def _choice(values: Payload, number: int) -> BoxChoice:
    """A label that was typed wins over one that was chosen."""
    typed, chosen = _typed(values, Field.NEW.of(number), Field.NEW), _chosen(values, number)
    if typed:
        return BoxChoice(number, Verdict.LABEL, typed)
    if chosen in VERDICTS:
        return BoxChoice(number, VERDICTS[chosen])
    if chosen.startswith(Option.LABEL.value):
        return BoxChoice(number, Verdict.LABEL, chosen.removeprefix(Option.LABEL.value))
    return BoxChoice(number, Verdict.UNCHANGED)


def _numbers(values: Payload) -> Iterator[int]:
    start = f"{Field.BOX.value}:"
    yield from (int(each.removeprefix(start)) for each in values if each.startswith(start))


def _chosen(values: Payload, number: int) -> str:
    option = _field(values, Field.BOX.of(number), Field.BOX).get("selected_option") or {}
    return str(option.get("value") or "")


def _typed(values: Payload, block: str, field: Field) -> str:
    return str(_field(values, block, field).get("value") or "").strip()


def _new_labels(values: Payload) -> list[str]:
    typed = _typed(values, Field.WHOLE_NEW.value, Field.WHOLE_NEW)
    return [each.strip() for each in typed.split(",") if each.strip()]


def _ticked(values: Payload, field: Field) -> list[str]:
    options = _field(values, field.value, field).get("selected_options") or ()
    return [str(each["value"]) for each in options]


def _any_new(values: Payload) -> bool:
    boxes = (_typed(values, Field.NEW.of(number), Field.NEW) for number in _numbers(values))
    return bool(_new_labels(values)) or any(boxes)


def _field(values: Payload, block: str, field: Field) -> Payload:
    found: Payload = (values.get(block) or {}).get(field.value) or {}
    return found
