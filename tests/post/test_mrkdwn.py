"""Text from outside is shown as it is."""

from __future__ import annotations

import pytest

from bot.post.mrkdwn import clip, escape, literal, plain, sections


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cat.png", "cat.png"),
        ("my_cat_photo.png", "my_cat_photo.png"),
        ("_draft_ cat_.png", "ˍdraftˍ catˍ.png"),
        ("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ"),
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        (":smile: 10:30", "∶smile: 10:30"),
        ("two\nlines\tand\u2028more", "two lines and more"),
        ("gnp.\u202etac", "gnp.tac"),
        ("Ünïcödé 狗 👩\u200d🚀", "Ünïcödé 狗 👩\u200d🚀"),
        ("", ""),
    ],
)
def test_literal(text: str, shown: str) -> None:
    """No name turns into markup, a mention, a link, an emoji or another line."""
    assert literal(text) == shown


def test_long_names_are_cut() -> None:
    """A very long name is cut before it is escaped, so that no escape is cut in two."""
    assert literal("&" * 100, 10) == "&amp;" * 9 + "…"
    assert plain("x" * 100, 10) == "x" * 9 + "…"


def test_escape_keeps_our_own_markup() -> None:
    """Our own sentences keep their code and lose only what could be a mention or a link."""
    assert escape("Once it runs (`/rekog start`) <x>") == "Once it runs (`/rekog start`) &lt;x&gt;"


def test_clip_keeps_what_fits() -> None:
    """What is just short enough stays whole."""
    assert (clip("abc", 3), clip("abcd", 3)) == ("abc", "ab…")


def test_lines_are_put_together() -> None:
    """Lines fill texts up to the limit, and none is torn unless it alone is too long."""
    assert sections(["aa", "bb", "cc"], 5) == ["aa\nbb", "cc"]
    assert sections(["aaaaaaaa", "b"], 5) == ["aaaa…", "b"]
