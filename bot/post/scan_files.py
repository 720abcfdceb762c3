"""The results of a scan as files: a line for each object, written as they are read."""

from __future__ import annotations

import csv
import heapq
import json
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from bot.core.scan import ObjectResult

RESULTS, LINES, FAILURES = "results.csv", "results.jsonl", "failures.csv"
COLUMNS = (
    *("uri", "label", "confidence", "labels", "detections"),
    *("width", "height", "model_version", "error"),
)
FIRST_FAILURES = 20
MOST_REASONS, MOST_COUNTED = 20, 5000
EXTREMES = 6
"""Objects of which pictures are shown, of the most certain and of the least each."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would take a cell that begins so for a formula."""


@dataclass(slots=True)
class Summed:
    """What all results come to; it grows with the labels that there are, not with the objects.

    Attributes:
        done: looked at.
        failed: could not be looked at.
        nothing: of those done, without any label.
        labels: in how many objects each was found.
        reasons: kinds of failures.
        failures: the first ones, with their sentences.
    """

    done: int = 0
    failed: int = 0
    nothing: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    _most: list[tuple[float, str, str]] = field(default_factory=list)
    _least: list[tuple[float, str, str]] = field(default_factory=list)

    def add(self, result: ObjectResult) -> None:
        """One more."""
        if result.failure:
            self.failed += 1
            self.reasons[str(result.line["error"]["kind"])] += 1
            if len(self.failures) < FIRST_FAILURES:
                self.failures.append((str(result.line["uri"]), result.failure))
            return
        self.done += 1
        self.labels.update({str(each["Name"]) for each in result.line["detections"]})
        if len(self.labels) > MOST_COUNTED:
            self.labels = Counter(dict(self.labels.most_common(MOST_COUNTED // 2)))
        if result.confidence is None:
            self.nothing += 1
            return
        _push(self._most, (result.confidence, result.key, result.label))
        _push(self._least, (-result.confidence, result.key, result.label))

    @property
    def surest(self) -> list[tuple[str, str, float]]:
        """Key, label and confidence of the most certain objects, the most certain first."""
        return [(key, label, at) for at, key, label in sorted(self._most, reverse=True)]

    @property
    def unsurest(self) -> list[tuple[str, str, float]]:
        """The same of the least certain, the least certain first; none that is among the others."""
        known = {key for _, key, _ in self._most}
        least = sorted(self._least, reverse=True)
        return [(key, label, -at) for at, key, label in least if key not in known]


def _push(heap: list[tuple[float, str, str]], item: tuple[float, str, str]) -> None:
    if len(heap) < EXTREMES:
        heapq.heappush(heap, item)
    else:
        heapq.heappushpop(heap, item)


def write(folder: Path, results: Iterable[ObjectResult]) -> tuple[Summed, list[Path]]:
    """Write all files into a folder, in one pass; what they come to, and which files these are."""
    summed = Summed()
    paths = [folder / name for name in (RESULTS, LINES, FAILURES)]
    with ExitStack() as stack:
        table, lines, failures = (stack.enter_context(_open(path)) for path in paths)
        rows, bad = csv.writer(table), csv.writer(failures)
        rows.writerow(COLUMNS)
        bad.writerow(("uri", "kind", "error"))
        for result in results:
            summed.add(result)
            rows.writerow([_cell(each) for each in _row(result)])
            lines.write(json.dumps(result.line, ensure_ascii=False) + "\n")
            if result.failure:
                kind = result.line["error"]["kind"]
                bad.writerow([_cell(each) for each in (result.line["uri"], kind, result.failure)])
    return summed, paths if summed.failed else paths[:2]


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _row(result: ObjectResult) -> tuple[Any, ...]:
    line = result.line
    if result.failure:
        return (line["uri"], "", "", "", "", "", "", "", result.failure)
    found = [f"{each['Name']} {each['Confidence']:.1f}" for each in line["detections"]]
    confidence = "" if result.confidence is None else f"{result.confidence:.2f}"
    size = line["image"]
    return (
        line["uri"],
        result.label,
        confidence,
        "; ".join(found),
        len(found),
        size["width"],
        size["height"],
        line["model_version"],
        "",
    )


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
