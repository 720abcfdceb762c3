"""`/rekog start`, `stop` and `status`: ask once, follow until it is true, and tell."""

from __future__ import annotations

import logging
import threading
import uuid
from dataclasses import replace

from bot.core import model_words
from bot.core.errors import RekogError, Unexpected
from bot.core.model_change import Answer, arrived, ask
from bot.core.permission import Permission
from bot.core.ports import Clock, JobQueue, Model, Replies
from bot.core.requests import ModelAction, ModelFollowing, ModelRequest

log = logging.getLogger(__name__)

FIRST_LOOK_SECONDS = 1.0


class ModelAdmin:
    """What the workers run for the model's commands.

    Args:
        model: whose life this is.
        permission: who may start and stop it.
        replies: how people are told.
        jobs: where following a change waits its turn; it takes no worker while it waits.
        clock: for the patience.
        poll_seconds: between two looks at a model that is changing.
        patience: seconds after which following ends with a word. A start takes some minutes,
            a change of inference units 10 to 20.
    """

    def __init__(
        self,
        model: Model,
        permission: Permission,
        replies: Replies,
        jobs: JobQueue,
        clock: Clock,
        *,
        poll_seconds: float = 10.0,
        patience: float = 3600.0,
    ) -> None:
        self._model = model
        self._permission = permission
        self._replies = replies
        self._jobs = jobs
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._patience = patience
        self._followed: set[tuple[str, ModelAction]] = set()
        self._lock = threading.Lock()

    def run(self, request: ModelRequest) -> None:
        """Do what a command asks, and tell. Nothing is raised."""
        try:
            if request.action is ModelAction.STATUS:
                told = model_words.status(self._model.status(), self._permission.who)
                self._replies.privately(request, told)
            else:
                self._permission.require(request.user, request.team, request.action.value)
                self._change(request)
        except Exception as error:
            self._replies.privately(request, _sentence(error, request))

    def follow(self, following: ModelFollowing) -> None:
        """Look once more at a model that is changing: tell, or come back later."""
        request, action = following.request, following.request.action
        waited = self._clock.now() - following.began
        try:
            status = self._model.status()
        except Exception as error:
            _sentence(error, request)  # logged; one look that fails is not the end
            status = None
        if status is not None and arrived(action, status, waited):
            self._end(request, model_words.ended(action, request.user, status, waited))
        elif waited > self._patience:
            self._end(request, model_words.too_long(action, request.user, waited))
        else:
            later = replace(following, looks=following.looks + 1)
            self._jobs.submit(later, delay=self._poll_seconds)

    def _change(self, request: ModelRequest) -> None:
        action, user = request.action, request.user
        asked = ask(self._model, action)
        match asked.answer:
            case Answer.DONE:
                self._replies.announce(request, model_words.ended(action, user, asked.status, 0))
            case Answer.ASKED:
                self._replies.announce(request, model_words.under_way(action, user, asked.status))
                self._begin(request)
            case Answer.UNDER_WAY:
                self._replies.privately(request, model_words.answered(action, asked))
                self._begin(request)
            case Answer.OTHER_WAY:
                self._replies.privately(request, model_words.answered(action, asked))
                self._begin(replace(request, action=_opposite(action)))
            case _:
                self._replies.privately(request, model_words.answered(action, asked))

    def _begin(self, request: ModelRequest) -> None:
        """Follow a change, unless this channel is following it already."""
        with self._lock:
            if (request.channel, request.action) in self._followed:
                return
            self._followed.add((request.channel, request.action))
        following = ModelFollowing(request, self._clock.now())
        self._jobs.submit(following, delay=FIRST_LOOK_SECONDS)

    def _end(self, request: ModelRequest, text: str) -> None:
        with self._lock:
            self._followed.discard((request.channel, request.action))
        self._replies.announce(request, text)


def _opposite(action: ModelAction) -> ModelAction:
    return ModelAction.STOP if action is ModelAction.START else ModelAction.START


def _sentence(error: Exception, request: ModelRequest) -> str:
    """What a person reads about an error; the cause goes to the log."""
    if isinstance(error, RekogError):
        log.info("/rekog %s: %s", request.action.value, error.sentence, exc_info=error)
        return error.sentence
    reference = uuid.uuid4().hex[:10]
    log.error("%s: /rekog %s failed", reference, request.action.value, exc_info=error)
    return Unexpected(reference=reference).sentence
