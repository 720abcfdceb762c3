"""The results of a scan as files."""

from __future__ import annotations

import csv
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from bot.core.scan import ObjectResult
from bot.post.scan_files import write


def found(key: str, *labels: tuple[str, float]) -> ObjectResult:
    detections = [
        {"Name": name, "Confidence": confidence, "Geometry": None} for name, confidence in labels
    ]
    line = {
        "uri": f"s3://lake/{key}",
        "image": {"width": 40, "height": 30},
        "model_version": "v7",
        "detections": detections,
    }
    best = max(labels, key=lambda each: each[1], default=None)
    return ObjectResult(key, line, *(best or ("", None)))


def failed(key: str) -> ObjectResult:
    error = {"kind": "DamagedImage", "message": "It is damaged."}
    return ObjectResult(key, {"uri": f"s3://lake/{key}", "error": error}, failure="It is damaged.")


RESULTS = [
    found("a.jpg", ("Cat", 97.25), ("Dog", 60.0)),
    found("b.jpg"),
    failed('c, "d".jpg'),
    found("e.jpg", ("=HYPERLINK(1)", 50.0), ("Cat", 40.0), ("Cat", 30.0)),
]


def test_a_line_for_each_object(tmp_path: Path) -> None:
    """The table and the JSON lines have each object once, the failures those that failed."""
    summed, files = write(tmp_path, RESULTS)

    rows = list(csv.DictReader(files[0].read_text("utf-8").splitlines()))
    lines = [json.loads(line) for line in files[1].read_text("utf-8").splitlines()]
    bad = list(csv.DictReader(files[2].read_text("utf-8").splitlines()))
    assert [row["uri"] for row in rows] == [line["uri"] for line in lines]
    assert lines == [each.line for each in RESULTS]
    assert rows[0]["labels"] == "Cat 97.2; Dog 60.0"
    assert (rows[0]["label"], rows[0]["confidence"], rows[0]["width"]) == ("Cat", "97.25", "40")
    assert rows[1]["label"] == ""
    assert rows[2]["error"] == bad[0]["error"] == "It is damaged."
    assert [each["uri"] for each in bad] == ['s3://lake/c, "d".jpg']
    assert (summed.done, summed.failed, summed.nothing) == (3, 1, 1)


def test_labels_are_counted_by_objects(tmp_path: Path) -> None:
    """A label that is in a picture twice counts once, and no cell is a formula."""
    summed, files = write(tmp_path, RESULTS)

    assert summed.labels == {"Cat": 2, "Dog": 1, "=HYPERLINK(1)": 1}
    assert ",'=HYPERLINK(1)," in files[0].read_text("utf-8")


def test_without_failures(tmp_path: Path) -> None:
    """Where nothing failed, there is no file of failures to be sent."""
    _, files = write(tmp_path, RESULTS[:2])

    assert [each.name for each in files] == ["results.csv", "results.jsonl"]


def test_the_most_and_the_least_certain(tmp_path: Path) -> None:
    """The surest and the least sure objects are told apart, and none is both."""
    results = [found(f"{n:03}.jpg", ("Cat", float(n))) for n in range(20, 90)]

    summed, _ = write(tmp_path, results)

    assert [at for _, _, at in summed.surest] == [89, 88, 87, 86, 85, 84]
    assert [at for _, _, at in summed.unsurest] == [20, 21, 22, 23, 24, 25]
    few, _ = write(tmp_path, results[:8])
    assert len(few.surest) + len(few.unsurest) == 8


def test_many_results_take_no_more_memory(tmp_path: Path) -> None:
    """Results are written as they come: ten times as many do not take more memory."""

    def many(count: int) -> Iterator[ObjectResult]:
        return (found(f"{n:06}.jpg", ("Cat", n % 100)) for n in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        write(tmp_path, many(count))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)

    assert peak(5_000) < 1.5 * peak(500)
