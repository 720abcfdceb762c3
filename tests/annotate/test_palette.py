"""Colours: one for each label, and ink that can be read on it."""

import subprocess
import sys
from itertools import combinations

import pytest

from bot.annotate.palette import BLACK, PALETTE, SLATE, WHITE, Colour, colour_of, contrast, ink_on

# How colours look to people who lack one kind of cone: Machado, Oliveira and Fernandes 2009,
# severity 1.0, in linear RGB. https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/
SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen(colour: Colour, sight: str) -> tuple[float, float, float]:
    """The colour in CIE L*a*b* as such a person sees it."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in colour)
    ]
    red, green, blue = (
        min(max(sum(w * c for w, c in zip(row, linear, strict=True)), 0.0), 1.0)
        for row in SIGHTS[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_palette_can_be_told_apart(sight: str) -> None:
    """With every kind of colour sight, no two colours come near to looking alike."""
    distances = [
        sum((a - b) ** 2 for a, b in zip(seen(one, sight), seen(other, sight), strict=True)) ** 0.5
        for one, other in combinations(PALETTE, 2)
    ]

    assert min(distances) > 15  # 2.3 is just noticeable


@pytest.mark.parametrize("colour", [*PALETTE, SLATE])
def test_text_can_be_read_on_every_background(colour: Colour) -> None:
    """Captions meet WCAG AA: a contrast of 4.5:1 or more."""
    assert contrast(ink_on(colour), colour) >= 4.5


@pytest.mark.parametrize("level", range(0, 256, 5))
def test_black_and_white_stand_out_of_everything(level: int) -> None:
    """Whatever is behind a box, one of its two outlines differs from it by 4.5:1."""
    behind = (level, level, level)

    assert max(contrast(BLACK, behind), contrast(WHITE, behind)) >= 4.5


def test_contrast_is_the_one_of_wcag() -> None:
    """Black on white is 21:1, a colour on itself 1:1, whichever comes first."""
    assert contrast(BLACK, WHITE) == contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(SLATE, SLATE) == 1
    assert contrast((119, 119, 119), WHITE) == pytest.approx(4.48, abs=0.01)


def test_a_label_has_one_colour_however_it_is_written() -> None:
    """Capitals do not change the colour."""
    assert colour_of("Dog") == colour_of("dog") == colour_of("DOG")


def test_a_label_keeps_its_colour_in_another_process() -> None:
    """The colour does not hang on Python's hash, which differs from run to run."""
    script = "from bot.annotate.palette import colour_of; print(colour_of('Köter'))"
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == str(colour_of("Köter"))


def test_labels_that_are_often_seen_together_differ() -> None:
    """The seven things of everyday photographs have the seven colours."""
    everyday = ("person", "car", "chair", "cup", "dog", "cat", "bottle")

    assert {colour_of(label) for label in everyday} == set(PALETTE)


def test_all_colours_are_used() -> None:
    """Labels spread evenly enough over the palette."""
    counts = [sum(colour_of(f"Label {i}") == colour for i in range(700)) for colour in PALETTE]

    assert min(counts) > 70
