"""Modals: opened at once, filled when there is something to show."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.errors import FormNotOpened, SlackAway
from bot.core.forms import Form
from bot.core.ports import Clock
from bot.core.records import PostLog
from bot.core.teach_requests import FormRequest
from bot.post.calls import Calls, without_retries
from bot.post.outlets import Outlets
from bot.post.pacing import Pacing
from bot.post.refused import AWAY, Refused
from bot.post.table import Block
from bot.post.teach_views import LOOKING, choice, form_view, notice
from bot.post.uploads import Outgoing

log = logging.getLogger(__name__)

# Seconds. The trigger lasts three, so a later answer of Slack's is of no use.
OPEN_SECONDS = 3
NOT_TAKEN = "Slack did not take the form for this picture. Whoever runs me can see why in the log."


class SlackForms:
    """`Forms` by `views.open` and `views.update`.

    Args:
        client: its token and address are used, its retries are not.
        hosts: those that files are uploaded to, as in SLACK_FILE_HOSTS.
        log: as in `Outlets`.
        pacing: likewise.
        clock: likewise.
    """

    def __init__(
        self, client: WebClient, hosts: Sequence[str], log: PostLog, pacing: Pacing, clock: Clock
    ) -> None:
        outlets = Outlets.of(client, hosts, log, pacing, clock)
        self._uploads, self._watch = outlets.uploads, outlets.watch
        self._client = without_retries(client)
        self._quick = without_retries(client)
        self._quick.timeout = OPEN_SECONDS
        self._calls = Calls(clock)

    def open(self, trigger: str) -> str:
        """See the port."""
        client = self._quick
        try:
            opened = client.views_open(trigger_id=trigger, view=notice(LOOKING))
        except SlackApiError as error:
            raise FormNotOpened(reason=error.response.get("error") or "no reason") from error
        except (SlackClientError, OSError) as error:
            raise FormNotOpened(reason="nothing") from error
        view: str = opened["view"]["id"]
        return view

    def show(self, view: str, form: Form) -> None:
        """See the port."""
        file = self._upload(form)
        if file:
            try:
                self._update(view, form_view(form, file))
            except AWAY as away:
                raise SlackAway(reason=away.code) from away
            except Refused as refused:
                if refused.code == "not_found":
                    log.info("%s was closed", view)
                    return
                log.warning("%s without its picture: %s %s", view, refused, refused.messages)
            else:
                return
        self._without_trouble(view, lambda: form_view(form))

    def choose(self, request: FormRequest) -> None:
        """See the port."""
        self._without_trouble(request.view, lambda: choice(request))

    def say(self, view: str, text: str) -> None:
        """See the port."""
        try:
            self._update(view, notice(text))
        except Refused as refused:
            log.warning("%s was not told: %s", view, refused)

    def _upload(self, form: Form) -> str:
        """The numbered picture as a file that only the bot has, once Slack can show it."""
        if form.picture is None:
            return ""
        name = f"numbered.{form.picture.extension}"
        try:
            file = self._uploads.keep(Outgoing(name, form.picture.data))
        except Refused as refused:
            log.warning("%s: the numbered picture was not uploaded: %s", form.reference, refused)
            return ""
        return file if file in self._watch.processed({file}) else ""

    def _without_trouble(self, view: str, make: Callable[[], Block]) -> None:
        try:
            self._update(view, make())
        except AWAY as away:
            raise SlackAway(reason=away.code) from away
        except Refused as refused:
            if refused.code == "not_found":
                log.info("%s was closed", view)
                return
            log.error("%s was not filled: %s %s", view, refused, refused.messages)
            self.say(view, NOT_TAKEN)

    def _update(self, view: str, shown: Block) -> None:
        client = self._client
        self._calls.call(lambda: client.views_update(view_id=view, view=shown))
