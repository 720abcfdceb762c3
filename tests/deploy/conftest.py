"""The stack, made once."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.deploy.made import Stack, moto


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A stack of the template, complete."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with moto() as url:
        made = Stack(url)
        made.complete()
        yield made
