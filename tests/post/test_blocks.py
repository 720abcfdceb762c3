"""The message keeps to Slack's limits, whatever was found."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.model import Answered, Detection, Outcome
from bot.post.blocks import MAX_IMAGES, blocks, fallback_text
from bot.post.table import Rows
from bot.sandbox.slack.blocks import check_message
from tests.post.made import FACE, answered, failed


def crowd(images: int, labels: int) -> list[Outcome]:
    long = "An uncommonly long label that somebody thought was a good idea "
    return [
        answered(
            *(Detection(f"{long * 3}{number}", 50) for number in range(labels)),
            source="a very long file name " * 20 + f"{image}.png",
            reference=f"reference{image}",
        )
        for image in range(images)
    ]


def files(outcomes: list[Outcome]) -> dict[int, str]:
    places = [place for place, each in enumerate(outcomes) if isinstance(each, Answered)]
    return {place: f"F{place}" for place in places[:MAX_IMAGES]}


def characters(block: dict[str, Any]) -> int:
    return sum(len(cell["text"]) for row in block["rows"] for cell in row)


@pytest.mark.parametrize("table", [True, False])
@pytest.mark.parametrize(
    "outcomes",
    [
        crowd(1, 500),
        crowd(10, 30),
        crowd(60, 60),
        [failed(sentence="x" * 400)] * 100,
        [failed(sentence="x" * 9000)],
    ],
    ids=["500 labels", "10 images", "60 images", "100 failures", "a long sentence"],
)
def test_the_limits_hold(outcomes: list[Outcome], table: bool) -> None:
    """Every block is one that Slack takes; the table has 100 rows and 10,000 characters at most."""
    made = blocks(outcomes, files(outcomes), "U1", table=table)

    assert len(check_message(made, lambda file: True)) == len(made) <= 50
    tables = [block for block in made if block["type"] == "table"]
    assert len(tables) <= 1
    assert all(len(each["rows"]) <= 100 and characters(each) <= 10_000 for each in tables)
    assert len({len(row) for each in tables for row in each["rows"]}) <= 1
    assert 0 < len(fallback_text(outcomes, "U1")) <= 3000


def test_the_table_counts() -> None:
    """Each label has one row with its count and its highest confidence."""
    rows = Rows.of([answered(FACE, Detection("Dog", 50), Detection("Dog", 60))]).block()["rows"]

    assert [[cell["text"] for cell in row] for row in rows] == [
        ["Label", "Count", "Confidence"],
        ["Face", "1", "97.3 %"],
        ["Dog", "2", "60.0 %"],
    ]


def test_several_images_share_the_table() -> None:
    """With several images the table's first column says which; a failed one has no row."""
    outcomes: list[Outcome] = [
        answered(FACE, source="a.png"),
        failed(),
        answered(FACE, source=""),
    ]

    rows = Rows.of(outcomes).block()["rows"]

    assert [row[0]["text"] for row in rows] == ["Picture", "a.png", "picture 3"]


@pytest.mark.parametrize(
    ("outcomes", "text"),
    [
        ([answered(FACE)], "faces 2 (local) · 0.9 s · reference ref1"),
        ([answered(FACE), failed()], "faces 2 (local) · 0.9 s · reference ref1, ref2"),
        ([answered(), answered()], "faces 2 (local) · 1.8 s · reference ref1, ref1"),
        ([failed()], "reference ref2"),
        ([failed()] * 7, "reference ref2, ref2, ref2, ref2, ref2 and 2 more"),
    ],
)
def test_how_it_went(outcomes: list[Outcome], text: str) -> None:
    """The last line says by which model, how long it took, and what to tell an admin."""
    assert blocks(outcomes, {}, "U1")[-1]["elements"][0]["text"] == text
