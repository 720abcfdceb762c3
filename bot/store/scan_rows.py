"""Scans and chunks as rows, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from bot.core.places import Place
from bot.core.scan import Chunk, Count, ObjectResult, Scan, ScanState


def scan_values(scan: Scan) -> dict[str, Any]:
    """The columns of a scan."""
    record = {**asdict(scan), "state": scan.state.value, "labels": list(scan.labels)}
    return {
        "id": scan.id,
        "bucket": scan.place.bucket,
        "prefix": scan.place.prefix,
        "state": scan.state.value,
        "at": scan.asked_at,
        "record": record,
    }


def scan_of(row: sa.Row[Any]) -> Scan:
    """What `scan_values` made; what a newer version added is left out."""
    known = {name: each for name, each in row.record.items() if name in Scan.__dataclass_fields__}
    return Scan(
        **{
            **known,
            "place": Place(**row.record["place"]),
            "state": ScanState(row.record["state"]),
            "labels": tuple(row.record["labels"]),
            "count": Count(**row.record["count"]),
        }
    )


def chunk_of(row: sa.Row[Any]) -> Chunk:
    """A chunk of a row."""
    return Chunk(
        row.number,
        row.after,
        row.last,
        row.images,
        row.skipped,
        row.is_end,
        row.done,
        row.failed,
        row.is_open,
    )


def result_of(row: sa.Row[Any]) -> ObjectResult:
    """A result of a row."""
    return ObjectResult(row.key, row.line, row.label, row.confidence, row.failure)
