"""The page on which boxes are drawn, wired."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from bot.core.desk import PageLink, no_page, said_before
from bot.core.errors import SavingLate
from bot.core.labelling import Labelling, Mark
from bot.core.model import Thread
from bot.core.permission import Permission
from bot.core.ports import Clock, JobQueue
from bot.core.teach_requests import DrawnRequest, FormRequest
from bot.page import Link, Links
from bot.settings import SlackSettings

PURPOSE = b"rekog: links to the label page"
PATIENCE_SECONDS = 10.0
"""For a job that takes a fraction of a second where no queue is before it."""
LOOK_SECONDS = 0.1


def page_links(slack: SlackSettings, clock: Clock) -> Links | None:
    """Makes and reads links; `None` where people cannot reach the bot.

    All processes of a bot have its token, so they agree without a secret that would have to be
    kept; a new token ends all links.
    """
    if not slack.public_url:
        return None
    secret = hmac.digest(slack.bot_token.reveal().encode(), PURPOSE, hashlib.sha256)
    return Links(secret, slack.public_url, clock)


def page_link(links: Links | None) -> PageLink:
    """What forms lead to."""
    if links is None:
        return no_page

    def link(request: FormRequest, image: str, origin: str) -> str:
        thread = Thread(request.channel, request.thread_ts)
        return links.link(request.user, image, origin, team=request.team, thread=thread)

    return link


@dataclass(frozen=True, slots=True)
class SavedByJob:
    """Keeps what was drawn as forms do: by a job, which survives whatever happens to the process.

    Attributes:
        permission: asked at once, for an answer on the page, and by the job once more.
        jobs: where it waits.
        labelling: where it arrives.
        clock: for the time, and for the patience.
    """

    permission: Permission
    jobs: JobQueue
    labelling: Labelling
    clock: Clock

    def __call__(self, link: Link, marks: tuple[Mark, ...]) -> None:
        """See `bot.page.saving.Save`."""
        self.permission.require_teacher(link.user, link.team)
        request = DrawnRequest(
            key=f"drawn:{link.id}:{secrets.token_urlsafe(9)}",
            user=link.user,
            team=link.team,
            channel=link.channel,
            image=link.image,
            origin=link.origin,
            marks=marks,
            at=self.clock.wall(),
            thread_ts=link.thread_ts,
        )
        self.jobs.submit(request)
        self._wait(request)

    def _wait(self, request: DrawnRequest) -> None:
        """The page shows what is in the dataset, so it is there when the page is answered."""
        until = self.clock.now() + PATIENCE_SECONDS
        while not said_before(self.labelling.events(request.image), request.user, request.at):
            if self.clock.now() >= until:
                raise SavingLate
            self.clock.sleep(LOOK_SECONDS)
