"""The S3 feed: what became of each object, and which rules are muted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
    op.create_table(
        "feed_rules",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("muted_until", sa.Double(), nullable=False),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule"),
    )
    op.create_table(
        "feed_entries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_feed_entries_at"), "feed_entries", ["at"], unique=False)
    op.create_index("ix_feed_entries_rule", "feed_entries", ["rule", "fate", "at"], unique=False)
    op.create_index("ix_feed_entries_told", "feed_entries", ["told", "rule", "batch"], unique=False)
