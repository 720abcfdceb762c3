"""What people write beside pictures: “this is Alice”, “these are not Bob”, “nothing here”."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from bot.core.label_names import MOST_CHARACTERS

_MENTION = re.compile(r"<@[^>]*>[,:]?")
_NOTHING = re.compile(
    r"(?:there(?:'s| is) )?nothing(?: (?:here|there|in (?:it|them|here|there|"
    r"th(?:is|ese|at|ose)(?: (?:picture|image|photo)s?)?)))?",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:(?:this|that|it|these|those|they)(?:'s|'re| is| are)(?P<no> not)?"
    r"|(?:this|that|it|these|those|they) ?(?:isn't|aren't)(?P<never>))"
    r" (?:all )?(?:(?:a|an|the) )?(?P<label>\S.*)",
    re.IGNORECASE,
)
_QUOTES = "\"'“”‘’«»` "
NAME_WORDS = 3
"""A name that is offered without being asked has at most so many words."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says is in their pictures; without a label: nothing that the team names."""

    label: str
    here: bool = True


def parse(text: str) -> Said | None:
    """Read the words beside pictures; `None` when they say something else.

    Args:
        text: as Slack sends it. It is read as a statement only as a whole: a question, several
            lines or a longer talk are none.
    """
    plain = html.unescape(_MENTION.sub(" ", text)).replace("’", "'").strip()
    words = " ".join(plain.rstrip(".!").split())
    if "\n" in plain or "?" in words or "://" in words:
        return None
    if _NOTHING.fullmatch(words):
        return Said("")
    found = _SAID.fullmatch(words)
    if found is None:
        return None
    label = found["label"].strip(_QUOTES)
    here = found["no"] is None and found["never"] is None
    return Said(label, here) if 0 < len(label) <= MOST_CHARACTERS else None


def offered(text: str) -> str:
    """The label that a button may offer to somebody who did not speak to the bot; mostly none.

    People say “this is great” of their pictures, so only what is written like a name counts.
    """
    said = parse(text)
    if said is None or not said.here:
        return ""
    words = said.label.split()
    named = len(words) <= NAME_WORDS and all(each[0].isupper() for each in words)
    return said.label if named else ""
