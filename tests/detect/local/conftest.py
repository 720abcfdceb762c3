from __future__ import annotations

from pathlib import Path

import pytest

from bot.detect.local import LocalModel
from bot.media import PillowFitter


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the converted network is kept for all tests that leave it alone."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def model(data_dir: Path) -> LocalModel:
    """A running model that no test stops."""
    return LocalModel(PillowFitter(), data_dir)
