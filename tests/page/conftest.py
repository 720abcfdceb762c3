"""A page for each test."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.page.desk import Desk, browser, serving


@pytest.fixture
def desk() -> Iterator[Desk]:
    with serving() as served:
        yield served


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A browser."""
    with browser() as one:
        yield one


@pytest.fixture
def stranger() -> Iterator[httpx.Client]:
    """Another browser."""
    with browser() as one:
        yield one
