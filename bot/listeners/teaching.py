"""Teaching: the buttons and the shortcut that open the form, and its submission.

A modal has to be opened within three seconds, so the listener opens one that says that the bot is
looking; a job fills it. Whether somebody may teach is asked when the job is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.core.cards import Press
from bot.core.errors import FormNotOpened, Unexpected
from bot.core.forms import FORM
from bot.core.model import Source, Thread
from bot.core.payload import from_json
from bot.core.recognition import new_reference
from bot.core.said import parse
from bot.core.teach_requests import AgreedRequest, FormRequest, SaidRequest, UndoRequest
from bot.core.teach_words import NO_PICTURE
from bot.listeners.buttons import tidy, who
from bot.listeners.filled_form import problems, read
from bot.listeners.intake import Intake, Payload, images, objects, thread_of

CALLBACK_ID = "teach_images"
OPENED_BEFORE = "exchanged_trigger_id"
"""Slack's word where the same press is delivered once more."""


def register(app: App, intake: Intake) -> None:
    """Take whatever concerns teaching."""
    teaching = Teaching(intake, ThreadPoolExecutor(1, "telling"))
    taken: dict[Press, Callable[..., None]] = {
        Press.CORRECT: teaching.correct,
        Press.PICTURE: teaching.picture,
        Press.OFFER: teaching.offer,
        Press.AGREE: teaching.agree,
        Press.UNDO: teaching.undo,
        Press.PAGE: teaching.page,
    }
    for press, listener in taken.items():
        app.action(re.compile(rf"^{press.value}(:\d+)?$"))(listener)
    app.view(FORM)(teaching.submit)

    @app.message_shortcut(CALLBACK_ID)
    def teach(ack: Ack, shortcut: Payload, respond: Respond) -> None:
        teaching.teach(ack, shortcut, respond)


@dataclass(frozen=True, slots=True)
class Teaching:
    """The listeners; `telling` is where Slack is called once it need not be at once."""

    intake: Intake
    telling: ThreadPoolExecutor

    def correct(self, ack: Ack, body: Payload, action: Payload, respond: Respond) -> None:
        """Open the form for an answer; behind its reference there may be a label."""
        ack()
        reference, _, label = (action.get("value") or "").partition("|")
        asked = FormRequest(
            **who(body), view="", thread_ts=_thread_ts(body), answer=reference, label=label
        )
        self._open(body["trigger_id"], asked, respond)

    def teach(self, ack: Ack, shortcut: Payload, respond: Respond) -> None:
        """Open the form for the pictures of a message."""
        ack()
        message = {**shortcut["message"], "channel": shortcut["channel"]["id"]}
        pointed = tuple(replace(file, known_image=True) for file in images(message))
        sources: tuple[Source, ...] = pointed + objects(message)
        if not sources:
            respond(text=NO_PICTURE)
            return
        said = parse(message.get("text") or "")
        asked = FormRequest(
            **who(shortcut),
            view="",
            thread_ts=thread_of(message).ts,
            sources=sources,
            label=said.label if said is not None and said.here else "",
        )
        self._open(shortcut["trigger_id"], asked, respond)

    def picture(self, ack: Ack, body: Payload, action: Payload) -> None:
        """Of several pictures that the modal lists, fill it with this one."""
        listed = json.loads(body["view"]["private_metadata"])
        source = from_json(listed["sources"])[int(action["value"])]
        asked = FormRequest(
            **{**who(body), "channel": listed["channel"]},
            view=body["view"]["id"],
            thread_ts=listed["thread_ts"],
            sources=(source,),
            label=listed["label"],
        )
        self.intake.submit(asked)
        ack()

    def submit(self, ack: Ack, body: Payload, view: Payload) -> None:
        """Take a form that was filled in, or show at its fields what is wrong with it."""
        values = view["state"]["values"]
        if wrong := problems(values):
            ack(response_action="errors", errors=wrong)
            return
        shown = json.loads(view["private_metadata"])
        self.intake.submit(read(values, shown, f"form:{view['id']}", who(body)))
        ack(response_action="clear")

    def offer(self, ack: Ack, body: Payload, action: Payload) -> None:
        """Teach the label that was written beside the pictures of an answer."""
        offered = json.loads(action.get("value") or "{}")
        known = _thread(body)
        self.intake.submit(
            SaidRequest(
                **known,
                sources=(),
                label=offered.get("label", ""),
                answer=offered.get("answer", ""),
            )
        )
        ack()

    def agree(self, ack: Ack, body: Payload, action: Payload, respond: Respond) -> None:
        """Teach what was asked about; a second yes to the same is none."""
        agreed = json.loads(action.get("value") or "{}")
        known = {**_thread(body), "key": f"agreed:{agreed.get('said', '')}"}
        thread = Thread(known["thread"].channel, agreed.get("thread_ts", ""))
        self.intake.submit(
            AgreedRequest(
                **{**known, "thread": thread},
                said=agreed.get("said", ""),
                places=tuple(agreed.get("places", ())),
                label=agreed.get("label", ""),
                here=agreed.get("here", True),
            )
        )
        ack()
        self.telling.submit(tidy, respond)

    def undo(self, ack: Ack, body: Payload, action: Payload) -> None:
        """Take back what the button names."""
        numbers = tuple(int(each) for each in (action.get("value") or "").split(",") if each)
        container = body.get("container") or {}
        seen_by_all = not container.get("is_ephemeral")
        self.intake.submit(
            UndoRequest(
                **who(body),
                numbers=numbers,
                message_ts=container.get("message_ts", "") if seen_by_all else "",
            )
        )
        ack()

    def page(self, ack: Ack) -> None:
        """Let somebody follow the link to the page."""
        ack()

    def _open(self, trigger: str, asked: FormRequest, respond: Respond) -> None:
        try:
            view = self.intake.forms.open(trigger)
        except FormNotOpened as error:
            if error.facts["reason"] != OPENED_BEFORE:
                self.telling.submit(respond, text=error.sentence, replace_original=False)
            return
        try:
            self.intake.submit(replace(asked, view=view))
        except Exception:
            sentence = Unexpected(reference=new_reference()).sentence
            self.telling.submit(self.intake.forms.say, view, sentence)
            raise


def _thread(body: Payload) -> dict[str, Any]:
    """Who pressed, and the thread of the message with the button."""
    known = who(body)
    thread = Thread(known.pop("channel"), _thread_ts(body))
    return {**known, "thread": thread}


def _thread_ts(body: Payload) -> str:
    message = body.get("message") or {}
    return message.get("thread_ts") or ""
