"""Labels read like words that a person would use."""

from __future__ import annotations

import pytest

from bot.core.errors import WeightsMissing
from bot.detect.local.names import GROUPS, NAMES, parents, read_names
from bot.detect.local.packaged import PackagedFile


def test_there_is_a_name_for_each_class() -> None:
    """The thousand classes have names that begin with a capital letter."""
    names = read_names()

    assert len(names) == 1000
    assert all(name[0] == name[0].upper() and name.strip() == name for name in names)


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "Tench"), (281, "Tabby cat"), (282, "Tiger cat"), (638, "Leotard"), (967, "Espresso")],
)
def test_well_known_classes_have_their_names(number: int, name: str) -> None:
    """The order is ImageNet's, and clumsy names are replaced."""
    assert read_names()[number] == name


@pytest.mark.parametrize(
    ("group", "first", "last"),
    [
        ("Dog", "Chihuahua", "Mexican hairless dog (xoloitzcuintli)"),
        ("Cat", "Tabby cat", "Egyptian Mau"),
        ("Big cat", "Cougar", "Cheetah"),
        ("Bird", "Rooster", "Albatross"),
        ("Fish", "Tench", "Pufferfish"),
        ("Snake", "Worm snake", "Sidewinder rattlesnake"),
        ("Lizard", "Banded gecko", "Komodo dragon"),
        ("Monkey", "Guenon", "Common squirrel monkey"),
        ("Bear", "Brown bear", "Sloth bear"),
        ("Insect", "Tiger beetle", "Gossamer-winged butterfly"),
        ("Car", "Ambulance", "Sports car"),
        ("Truck", "Fire truck", "Semi-trailer truck"),
        ("Train", "High-speed train", "Steam locomotive"),
        ("Ship", "Aircraft carrier", "Schooner"),
        ("Boat", "Kayak", "Yawl (boat)"),
    ],
)
def test_groups_begin_and_end_where_they_should(group: str, first: str, last: str) -> None:
    """The first and the last class of a group are of its kind."""
    names = read_names()

    assert names[min(GROUPS[group])] == first
    assert names[max(GROUPS[group])] == last


def test_a_class_is_in_one_group_but_for_groups_within_groups() -> None:
    """Butterflies are insects; no other two groups share a class."""
    shared = {
        (one, other)
        for one in GROUPS
        for other in GROUPS
        if one < other and GROUPS[one] & GROUPS[other]
    }

    assert shared == {("Butterfly", "Insect")}


def test_parents_hold_all_of_the_classes() -> None:
    """A class has the groups around it as parents, a group those around it, strangers none."""
    assert parents([281]) == ("Cat",)
    assert parents([323]) == ("Insect", "Butterfly")
    assert parents(GROUPS["Cat"] | {151}) == ()


def test_another_list_is_refused() -> None:
    """A list with another content would name things wrongly, and is not used."""
    with pytest.raises(WeightsMissing):
        read_names(PackagedFile(NAMES.package, NAMES.path, "0" * 64))
