"""What works on what people teach, wired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.attempts import Journal
from bot.core.desk import Desk
from bot.core.form_jobs import FormJobs
from bot.core.records import PostLog
from bot.core.review_jobs import ReviewJobs
from bot.core.said_jobs import SaidJobs
from bot.core.teach_jobs import TeachJobs
from bot.core.teach_requests import (
    AgreedRequest,
    DrawnRequest,
    FormRequest,
    MarksRequest,
    ReviewRequest,
    SaidRequest,
    UndoRequest,
)

Runners = Mapping[type, Callable[[Any, Journal], None]]


def teach_runners(desk: Desk, posts: PostLog) -> Runners:
    """What runs each kind of request of those who teach.

    Args:
        desk: what they all need.
        posts: counts what each person was shown for review.
    """
    forms, teaching = FormJobs(desk), TeachJobs(desk)
    said, review = SaidJobs(desk), ReviewJobs(desk, posts)
    return {
        FormRequest: forms.open,
        MarksRequest: teaching.say,
        DrawnRequest: teaching.drawn,
        UndoRequest: teaching.undo,
        SaidRequest: said.look,
        AgreedRequest: said.agree,
        ReviewRequest: review.show,
    }
