"""S3 objects are found in what people write."""

from __future__ import annotations

import pytest

from bot.core.model import S3Object
from bot.listeners.s3_text import s3_objects


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("<@U0> s3://pics/cat.jpg", ["cat.jpg"]),
        ("<@U0> s3://pics/red car.jpg please", ["red car.jpg"]),
        ("<@U0> what is in s3://pics/a/ü 猫.png?", ["a/ü 猫.png"]),
        (
            "s3://pics/a.jpg s3://pics/b c.jpg and s3://pics/d.png, thanks",
            ["a.jpg", "b c.jpg", "d.png"],
        ),
        ("s3://pics/a.jpg\ns3://pics/b.jpg", ["a.jpg", "b.jpg"]),
        ("look: `s3://pics/no ending at all` ok", ["no ending at all"]),
        ("“s3://pics/q.jpg” and <s3://pics/r.jpg>", ["q.jpg", "r.jpg"]),
        ("s3://pics/b.jpg and `s3://pics/a.jpg`", ["b.jpg", "a.jpg"]),
        ("s3://pics/R&amp;D &lt;1&gt;.jpg", ["R&D <1>.jpg"]),
        ("s3://pics/raw/object-7", ["raw/object-7"]),
        ("s3://pics/a.jpg s3://pics/a.jpg", ["a.jpg"]),
        ("s3://pics/cat.JPG.", ["cat.JPG"]),
        ("s3://pics/ no key", ["no key"]),
        ("s3:/pics/cat.jpg and http://s3/cat.jpg", []),
        ("nothing here", []),
        ("", []),
    ],
)
def test_keys_in_a_text(text: str, keys: list[str]) -> None:
    """Keys with spaces and unicode are found whole, without the talk around them."""
    assert [found.key.strip() for found in s3_objects(text)] == keys


def test_a_version_id() -> None:
    """A version id behind a key belongs to the object."""
    assert s3_objects("s3://pics/a b.jpg?versionId=Ab.1_2 please") == (
        S3Object("pics", "a b.jpg", "Ab.1_2"),
    )
