"""Fixtures for every folder, and the order of the tests."""

from __future__ import annotations

import pytest

from tests.databases import database, database_url, postgres, postgres_url

__all__ = ["database", "database_url", "postgres", "postgres_url"]

LONG = (
    *("tests/whole/test_dying.py", "tests/whole/test_several.py"),
    *("tests/whole/test_scan_dying.py", "tests/whole/test_scan.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left with one at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
