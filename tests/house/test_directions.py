"""Imports point one way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STEPS = {
    "listeners": "Step 1 of 6",
    "feed": "Step 1 of 6",
    "fetch": "Step 2 of 6",
    "media": "Step 3 of 6",
    "detect": "Step 4 of 6",
    "annotate": "Step 5 of 6",
    "post": "Step 6 of 6",
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    code = (
        "from importlinter.cli import lint_imports as lint; raise SystemExit(lint(cache_dir=None))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=root, text=True, capture_output=True, timeout=100
    )


def test_the_directions_hold() -> None:
    """No step imports another, and the core imports no vendor."""
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core/model.py", "import boto3"),
        ("post/__init__.py", "import bot.fetch"),
        ("annotate/__init__.py", "import slack_sdk"),
        ("listeners/__init__.py", "import PIL"),
        ("jobs/__init__.py", "import boto3"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, module: str, line: str) -> None:
    """An import in the wrong direction fails the check."""
    for source in (ROOT / "bot").rglob("*.py"):
        copy = tmp_path / "bot" / source.relative_to(ROOT / "bot")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    wrong = tmp_path / "bot" / module
    wrong.write_text(
        f"{line}\n{wrong.read_text(encoding='utf-8')}".replace(
            "from __future__ import annotations", ""
        )
    )

    done = lint(tmp_path)

    assert done.returncode != 0
    assert "BROKEN" in done.stdout


@pytest.mark.parametrize(("folder", "step"), STEPS.items())
def test_each_step_says_which_it_is(folder: str, step: str) -> None:
    """The docstring of each step's folder begins with its number."""
    text = (ROOT / "bot" / folder / "__init__.py").read_text(encoding="utf-8")

    assert text.startswith(f'"""{step}')


@pytest.mark.parametrize("module", ["bot.core.recognition", "bot.settings", "bot.cli.arguments"])
def test_nothing_happens_at_import(module: str) -> None:
    """Importing a module opens no socket and no file for writing."""
    code = (
        "import sys\n"
        "sys.dont_write_bytecode = True\n"
        "def watch(event, args):\n"
        "    writes = event == 'open' and args[1] and 'w' in str(args[1])\n"
        "    if event == 'socket.connect' or writes:\n"
        "        sys.exit(f'{event} {args}')\n"
        "sys.addaudithook(watch)\n"
        f"import {module}\n"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
