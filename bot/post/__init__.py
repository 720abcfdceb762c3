"""Step 6 of 6: the answer is posted: the summary, the annotated images, the table, the result."""

from bot.post.answers import SlackAnswers
from bot.post.board import SlackBoard
from bot.post.forms import SlackForms
from bot.post.pacing import Pacing
from bot.post.reactions import Reactions
from bot.post.replies import SlackReplies
from bot.post.result import result

__all__ = [
    "Pacing",
    "Reactions",
    "SlackAnswers",
    "SlackBoard",
    "SlackForms",
    "SlackReplies",
    "result",
]
