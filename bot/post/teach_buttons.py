"""The buttons under an answer with which people teach."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.core.cards import Button, Press
from bot.core.model import Answered, Outcome
from bot.core.requests import RecognitionRequest

MAX_LABEL = 50
"""Characters of a label on a button; Slack takes 75 in all."""
MAX_CORRECT = 24
"""Of 25 buttons in a row one is left for what somebody wrote."""


def teach_buttons(request: RecognitionRequest, outcomes: Sequence[Outcome]) -> tuple[Button, ...]:
    """“Correct” for each image that was answered, and “Teach: Alice” where somebody wrote so."""
    answered = [
        (number, each) for number, each in enumerate(outcomes, 1) if isinstance(each, Answered)
    ]
    several = len(outcomes) > 1
    correct = [
        Button(f"Correct {number}" if several else "Correct", Press.CORRECT, each.recognition.id)
        for number, each in answered[:MAX_CORRECT]
    ]
    if not (request.offer and answered):
        return tuple(correct)
    value = json.dumps({"answer": request.key, "label": request.offer}, ensure_ascii=False)
    label = request.offer if len(request.offer) <= MAX_LABEL else f"{request.offer[:MAX_LABEL]}…"
    return (*correct, Button(f"Teach: {label}", Press.OFFER, value))
