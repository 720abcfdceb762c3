"""The tables. `migrations` makes them; a test compares the two.

Times are seconds since 1970 UTC. JSON holds ids, words and numbers, never bytes or tokens.
The labelled images' and the model versions' are in `dataset_schema`.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

# SQLite counts rows by itself only for INTEGER.
COUNTED = BigInteger().with_variant(Integer, "sqlite")

recognitions = Table(
    "recognitions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("reference", Text, nullable=False, index=True),
    Column("recognition", JSON, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("at", Double, nullable=False, index=True),
    Column("channel", Text, nullable=False, server_default=""),
    Column("ts", Text, nullable=False, server_default=""),
)

posts = Table(
    "posts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("channel", Text, nullable=False, server_default=""),
    Column("ts", Text, nullable=False, server_default=""),
    Column("file", Text, nullable=False, server_default=""),
    Column("at", Double, nullable=False, index=True),
)

waiting = Table(
    "waiting",
    metadata,
    Column("number", COUNTED, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("request", JSON, nullable=False),
    Column("attempt", JSON, nullable=False),
    Column("since", Double, nullable=False),
    Column("notice", Text, nullable=False, server_default=""),
    Column("here", Boolean, nullable=False),
    Index("ix_waiting_line", "here", "since", "number"),
)

parked = Table(
    "parked",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("request", JSON, nullable=False),
    Column("attempt", JSON, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("at", Double, nullable=False),
)

lives = Table(
    "lives",
    metadata,
    Column("model", Text, primary_key=True),
    Column("record", JSON, nullable=False),
)

leaders = Table(
    "leaders",
    metadata,
    Column("model", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("renewed", Double, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("began", Double, nullable=False, index=True),
    Column("seconds", Double, nullable=False),
    Column("dollars", Double, nullable=False),
    Column("units", Integer, nullable=False),
    Column("max_units", Integer),
    Column("ended", Double),
    Column("reason", Text, nullable=False, server_default=""),
)

spending = Table(
    "spending",
    metadata,
    Column("day", Date, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("seconds", Double, nullable=False),
    Column("dollars", Double, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", COUNTED, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

paces = Table(
    "paces",
    metadata,
    Column("name", Text, primary_key=True),
    Column("free_at", Double, nullable=False),
    Column("rate", Double, nullable=False),
    Column("slowed_at", Double, nullable=False),
)

executors = Table(
    "executors",
    metadata,
    Column("executor", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("beat", Double, nullable=False),
)

feed_rules = Table(
    "feed_rules",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("muted_until", Double, nullable=False),
    Column("batches", Integer, nullable=False),
)

feed_entries = Table(
    "feed_entries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("uri", Text, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("at", Double, nullable=False, index=True),
    Column("fate", Text, nullable=False),
    Column("batch", Integer, nullable=False),
    Column("told", Boolean, nullable=False),
    Index("ix_feed_entries_rule", "rule", "fate", "at"),
    Index("ix_feed_entries_told", "told", "rule", "batch"),
)
