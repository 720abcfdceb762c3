"""What people read when something goes wrong."""

from __future__ import annotations

import inspect
from string import Formatter

import pytest

from bot.core import errors

TREE = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, errors.RekogError)
]


@pytest.mark.parametrize("error", TREE, ids=lambda each: each.__name__)
def test_every_error_is_a_sentence(error: type[errors.RekogError]) -> None:
    """The docstring of every error is a sentence that a person can read in Slack."""
    template = inspect.getdoc(error) or ""

    assert "__doc__" in vars(error)
    assert template[0].isupper() or template.startswith("{")
    assert template.endswith(("}", ".", "”."))
    assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(template))


def test_facts_are_filled_in() -> None:
    """The facts of an error stand in its sentence, on one line."""
    error = errors.ImageTooLarge(name="wall.png", width=20000, height=20000, limit=50)

    assert error.sentence.startswith(
        "wall.png has 20000 × 20000 pixels; I take up to 50 megapixels."
    )
    assert "\n" not in error.sentence


@pytest.mark.parametrize("facts", [{}, {"name": "a", "colour": "red"}])
def test_wrong_facts_are_a_mistake(facts: dict[str, str]) -> None:
    """An error that is raised without its facts, or with others, is a programming mistake."""
    with pytest.raises(TypeError, match="EmptyFile wants"):
        errors.EmptyFile(**facts)


def test_settings_are_all_named() -> None:
    """A settings error names every problem."""
    error = errors.SettingsWrong(("A is missing", "B must be a number"))

    assert "A is missing; B must be a number" in error.sentence
