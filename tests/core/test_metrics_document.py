"""The worked example of the document about figures is calculated again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.dataset import Annotation, LabelledImage
from bot.core.evaluation import Evaluation
from bot.core.measuring import evaluate
from bot.core.model import Detection

DOCUMENT = (Path(__file__).parents[2] / "docs/metrics.md").read_text(encoding="utf-8")


@pytest.fixture
def example() -> Evaluation:
    rows = re.findall(r"^\| (\d) \| (\w*) ?\| (.+) \|$", DOCUMENT, re.MULTILINE)
    images = [
        LabelledImage(key, key, 9, 9, (Annotation(label),) if label else ())
        for key, label, _ in rows
    ]
    found = {
        key: [Detection(label, float(number)) for label, number in re.findall(r"(\w+) (\d+)", said)]
        for key, _, said in rows
    }
    return evaluate(images, lambda image: found[image.id], 50.0)


def test_the_table_of_the_example(example: Evaluation) -> None:
    """Each figure of the example's table is what the code calculates."""
    shown = re.findall(r"^\| (Cat|Dog|overall) \| (\d .+) \|$", DOCUMENT, re.MULTILINE)
    assert [name for name, _ in shown] == ["Cat", "Dog", "overall"]

    for name, row in shown:
        label = example.label(name)
        figures = label.figures if label else example.overall
        ratios = [figures.precision, figures.recall, figures.f1]
        ratios += [label.average_precision] if label else []
        told = [str(figures.tp), str(figures.fp), str(figures.fn)]
        told += [f"{ratio:.2f}" for ratio in ratios]
        assert [cell.strip() for cell in row.split("|") if cell.strip()] == told, name


def test_the_sentences_of_the_example(example: Evaluation) -> None:
    """So are the figures in the sentences below it."""
    assert f"= {example.macro_f1:.2f}" in DOCUMENT
    assert f"2 / 4 = {example.strangers:.2f}" in DOCUMENT
    assert f"error is {example.ece:.2f}" in DOCUMENT
    assert example.confusion["Cat", "Dog"] == 1
