"""What the documents say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli.arguments import parser
from bot.listeners.commands import EXPORT, HELP, MODEL_WORDS, REVIEW, SCAN, TRAINING_WORDS
from bot.sandbox.lesson import STRANGE
from bot.sandbox.samples import SAMPLES
from bot.sandbox.textures import CUTS, NOTHING, TEXTURES, lesson
from bot.settings import TABLE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
DEMO = (ROOT / "docs/demo.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_readme_lists_every_setting() -> None:
    """The README's table has every setting with its purpose and its default, and no other."""
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)

    assert [(name, default) for name, default, _ in rows] == [
        (setting.name, f"`{setting.default}`" if setting.default else "") for setting in TABLE
    ]
    assert [purpose for _, _, purpose in rows] == [setting.purpose for setting in TABLE]


def test_the_example_lists_every_setting() -> None:
    """`.env.example` names every setting once, and no other."""
    names = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE)

    assert sorted(names) == sorted(setting.name for setting in TABLE)


def test_the_example_shows_the_defaults() -> None:
    """Where `.env.example` shows a value that has a default, it is the default."""
    shown = dict(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$", EXAMPLE, re.MULTILINE))

    for setting in TABLE:
        if setting.default:
            assert shown[setting.name] == setting.default


@pytest.mark.parametrize(
    "action", [*MODEL_WORDS, *TRAINING_WORDS, REVIEW, EXPORT, SCAN, "detect", "help"]
)
def test_every_slash_command_is_explained(action: str) -> None:
    """Every word that /rekog takes is in its own help and in the README."""
    assert f"/rekog {action}" in HELP
    assert f"/rekog {action}" in README


@pytest.mark.parametrize(
    "command", ["run", "worker", "health", "demo", "detect", "start", "stop", "status", "scan"]
)
def test_every_shell_command_is_explained(command: str) -> None:
    """Every command of the command line is in its help and in the README."""
    assert command in parser().format_help()
    assert f"python -m bot {command}" in README


def test_every_make_command_is_explained() -> None:
    """The commands of the Makefile that the README names exist."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", README))

    assert named <= targets


def test_every_picture_of_the_demo_is_named() -> None:
    """docs/demo.md has a row for each picture that the demo shows or teaches, and no other."""
    used = [*(one.name for one in SAMPLES), *TEXTURES.values(), NOTHING]
    section = DEMO.partition("## Its pictures")[2]

    assert sorted(re.findall(r"^\| `([\w.]+)` \|", section, re.MULTILINE)) == sorted(used)


def test_the_lesson_of_the_demo_is_as_told() -> None:
    """docs/demo.md gives the numbers of squares that are taught and asked."""
    cut = lesson()
    told = " ".join(DEMO.split())

    assert f"each cut into {CUTS**2} squares" in told
    assert f"in the zip, {len(cut.taught)} in all" in told
    assert f"The last columns, {len(cut.unseen)} squares" in told
    assert all(f"`{each.name}`" in told for each in STRANGE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Every link to a file of the project leads to one."""
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http", "mailto:")):
            assert (path.parent / target).exists(), target


def test_every_decision_is_listed() -> None:
    """The list of decisions names each of them."""
    folder = ROOT / "docs/adr"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text())

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


@pytest.mark.parametrize(
    "word",
    [
        "SharedFile",
        "S3Object",
        "Thread",
        "Image",
        "Frame",
        "FittedImage",
        "Detection",
        "BoundingBox",
        "PixelBox",
        "Recognition",
        "Answered",
        "Unanswered",
        "Member",
        "Attempt",
        "Journal",
        "Waiting",
        "Parked",
        "LifeRecord",
        "Phase",
        "Run",
        "AuditEntry",
        "Card",
        "Board",
        "Scan",
        "Chunk",
    ],
)
def test_the_words_of_the_code_are_in_the_glossary(word: str) -> None:
    """The glossary explains every word that the code has a class for."""
    assert f"`{word}`" in GLOSSARY
