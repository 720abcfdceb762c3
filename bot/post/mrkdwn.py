"""Text from outside, made safe for Slack's markup.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
import unicodedata

# Only `&`, `<` and `>` can be escaped. The rest becomes its look-alike, since Slack has no escape
# for it; an underscore inside a word and a lone colon are harmless and stay.
_LOOK_ALIKE = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_OUTER_UNDERSCORE = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_EMOJI = re.compile(r":(?=[\w+-]+:)")


def escape(text: str) -> str:
    """Keep Slack from seeing links and mentions; other markup stays markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, limit: int = 80) -> str:
    """One line without control characters, at most `limit` characters long."""
    # Cf holds the marks that turn the direction of writing, which can disguise a name.
    visible = "".join(
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each
        for each in text
        if unicodedata.category(each) not in ("Cf", "Cs") or each == "\u200d"
    )
    return clip(" ".join(visible.split()), limit)


def literal(text: str, limit: int = 80) -> str:
    """Show a name exactly as it is, whatever markup it looks like."""
    shown = _OUTER_UNDERSCORE.sub(lambda found: "ˍ" * len(found.group()), plain(text, limit))
    return escape(_EMOJI.sub("∶", shown.translate(_LOOK_ALIKE)))


def clip(text: str, limit: int) -> str:
    """Cut what is too long, and show that it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def sections(lines: list[str], limit: int) -> list[str]:
    """Put lines together into texts of at most `limit` characters."""
    texts: list[str] = []
    for line in (clip(line, limit) for line in lines):
        if texts and len(texts[-1]) + 1 + len(line) <= limit:
            texts[-1] += "\n" + line
        else:
            texts.append(line)
    return texts
