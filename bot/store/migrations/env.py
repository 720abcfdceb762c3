"""Alembic's entry: runs the migrations on the connection that `bot.store.migrate` holds."""

from __future__ import annotations

from alembic import context

from bot.store import dataset_schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=dataset_schema.images.metadata,
    transactional_ddl=False,  # the caller holds the transaction
)
context.run_migrations()
