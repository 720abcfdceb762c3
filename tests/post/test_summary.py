"""The sentences of an answer, read aloud."""

from __future__ import annotations

import pytest

from bot.core.model import Detection, LocalFile, Outcome, S3Object, SharedFile
from bot.post.names import file_name, name_of
from bot.post.summary import alt_text, stopped, summary
from tests.post.made import BOX, FACE, SHUTTLE, answered, failed, waiting

DOGS = [Detection("Dog", confidence, BOX) for confidence in (88, 99.12, 70)]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([answered(FACE, SHUTTLE)], ["Found *Face* (97.3 %), *Space shuttle* (61.0 %)."]),
        ([answered(*DOGS)], ["Found 3 × *Dog* (up to 99.1 %)."]),
        ([answered(FACE, *DOGS)], ["Found 3 × *Dog* (up to 99.1 %), *Face* (97.3 %)."]),
        ([answered(Detection("", 50))], ["Found *(no name)* (50.0 %)."]),
        ([answered()], ["I recognised nothing in astronaut.png."]),
        (
            [answered(min_confidence=50)],
            ["I recognised nothing in astronaut.png above 50 %."],
        ),
        (
            [answered(min_confidence=62.5, source="")],
            ["I recognised nothing in picture 1 above 62.5 %."],
        ),
        ([failed()], ["bad.png is damaged or cut off."]),
        (
            [answered(FACE, source="a.png"), answered(source="b.png"), failed()],
            [
                "• a.png: *Face* (97.3 %).",
                "• I recognised nothing in b.png.",
                "• bad.png is damaged or cut off.",
            ],
        ),
        ([answered(FACE), waiting()], ["• astronaut.png: *Face* (97.3 %)."]),
    ],
)
def test_what_was_found(outcomes: list[Outcome], expected: list[str]) -> None:
    """One sentence says what was found in one image, and a line each in several."""
    assert summary(outcomes) == expected


def test_many_labels_are_not_all_named() -> None:
    """The sentence names the five surest labels and counts the rest."""
    found = [Detection(f"L{number}", 90 - number) for number in range(12)]

    [line] = summary([answered(*found)])

    assert line.startswith("Found *L0* (90.0 %), *L1* (89.0 %)")
    assert line.endswith("*L4* (86.0 %) and 7 more.")


@pytest.mark.parametrize(
    ("confidence", "text"), [(99.97, "99.9 %"), (100, "100.0 %"), (0.04, "0.0 %")]
)
def test_nothing_is_surer_than_it_is(confidence: float, text: str) -> None:
    """Only what is quite certain is shown as 100 %."""
    assert summary([answered(Detection("Dog", confidence))]) == [f"Found *Dog* ({text})."]


def test_a_stopped_model_says_who_may_start_it() -> None:
    """A stopped model has its own words; a running one has none."""
    assert stopped([answered(), failed()], "U1") == ""
    assert stopped([waiting()], "workspace admins and owners").splitlines() == [
        "The model is stopped, so I could not look. Start it with `/rekog start`.",
        "Who may start it: workspace admins and owners.",
    ]


def test_the_alt_text_says_what_is_there() -> None:
    """Whoever cannot see the image hears what is in it, in plain words."""
    assert (
        alt_text(answered(FACE, *DOGS), 1, 1000) == "astronaut.png, with boxes and captions: "
        "3 × Dog (up to 99.1 %), Face (97.3 %)"
    )
    assert alt_text(answered(), 1, 1000) == "astronaut.png: nothing recognised."


def test_the_alt_text_is_bounded() -> None:
    """However much is found, the alt text stays within Slack's limit."""
    found = [Detection(f"A rather long label, number {number}", 50) for number in range(200)]

    text = alt_text(answered(*found), 1, 1000)

    assert len(text) <= 1000
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("source", "name", "file"),
    [
        (SharedFile("F1", "my cat.png"), "my cat.png", "my cat-annotated.jpg"),
        (SharedFile("F1"), "picture 2", "picture 2-annotated.jpg"),
        (SharedFile("F1", "<>.png"), "<>.png", "_-annotated.jpg"),
        (SharedFile("F1", "..."), "...", "picture 2-annotated.jpg"),
        (S3Object("b", "in/Café ☕.png"), "Café ☕.png", "Café _-annotated.jpg"),
        (LocalFile("/tmp/a/b.tar.png"), "b.tar.png", "b.tar-annotated.jpg"),
        (LocalFile("/"), "/", "_-annotated.jpg"),
    ],
)
def test_names(source: SharedFile | S3Object | LocalFile, name: str, file: str) -> None:
    """An image is called what a person calls it, and its file has a name for every system."""
    outcome = answered(source=source)

    assert name_of(outcome, 2) == name
    assert file_name(outcome, 2) == file
