"""The tables of scans; the rest is in `schema`."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Double, Index, Integer, Table, Text

from bot.store.schema import metadata

scans = Table(
    "scans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("bucket", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("at", Double, nullable=False, index=True),
    Column("record", JSON, nullable=False),
)

scan_chunks = Table(
    "scan_chunks",
    metadata,
    Column("scan", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("after", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("images", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("is_end", Boolean, nullable=False),
    Column("is_open", Boolean, nullable=False),
)

scan_results = Table(
    "scan_results",
    metadata,
    Column("scan", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("chunk", Integer, nullable=False),
    Column("line", JSON, nullable=False),
    Column("label", Text, nullable=False),
    Column("confidence", Double),
    Column("failure", Text, nullable=False),
    Index("ix_scan_results_chunk", "scan", "chunk"),
)
