"""Fixtures for every folder."""

from __future__ import annotations

from tests.databases import database, database_url, postgres, postgres_url

__all__ = ["database", "database_url", "postgres", "postgres_url"]
