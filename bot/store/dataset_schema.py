"""The tables of the labelled images and of the model versions; the rest is in `schema`.

Large bytes stand in tables of their own, so that nobody loads or rewrites them with the facts.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from bot.store.schema import COUNTED, metadata

images = Table(
    "images",
    metadata,
    Column("number", COUNTED, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    # 64 bits each, in hex: SQL's integers are signed.
    Column("likeness", Text, nullable=False),
    Column("mirrored", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("group", Text, nullable=False, index=True),
    Column("split", Text, nullable=False),
    Column("at", Double, nullable=False),
)

image_bytes = Table(
    "image_bytes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# Numbers of events are never given twice, also when the latest ones were deleted.
label_events = Table(
    "label_events",
    metadata,
    Column("number", COUNTED, primary_key=True, autoincrement=True),
    Column("image", Text, nullable=False, index=True),
    Column("label", Text),
    Column("box", JSON(none_as_null=True)),
    Column("here", Boolean),
    Column("undoes", BigInteger),
    Column("who", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("origin", Text, nullable=False),
    sqlite_autoincrement=True,
)

model_versions = Table(
    "model_versions",
    metadata,
    Column("number", COUNTED, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("detector", Text, nullable=False, index=True),
    Column("training", Text, nullable=False),
    Column("dataset", BigInteger, nullable=False),
    Column("handle", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("began", Double, nullable=False),
    Column("ended", Double),
    Column("message", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("figures", JSON(none_as_null=True)),
)

models = Table(
    "models",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

uses = Table(
    "uses",
    metadata,
    Column("number", COUNTED, primary_key=True, autoincrement=True),
    Column("detector", Text, nullable=False, index=True),
    Column("version", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Double, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("link", Text, primary_key=True),
    Column("browser", Text, nullable=False),
    Column("until", Double, nullable=False),
)
