"""Type: every label can be read, in whatever script it is written."""

import logging
import threading
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL import features

from bot.annotate.faces import noto_faces
from bot.annotate.text import clean
from bot.annotate.typeset import Line, Typesetter

FACES = noto_faces()
TYPE = Typesetter(FACES)
SANS, ARABIC, CJK = 0, 1, 20
needs_raqm = pytest.mark.skipif(
    not features.check("raqm"), reason="letters are joined by Raqm, which needs libfribidi0"
)
GREETINGS = {
    "Latin": "Straße Łódź",
    "Vietnamese": "Chó nhỏ",
    "Cyrillic": "Собака",
    "Greek": "Σκύλος",
    "Arabic": "كلب صغير",
    "Hebrew": "כלב",
    "Devanagari": "छोटा कुत्ता",
    "Thai": "สุนัขตัวเล็ก",
    "Bengali": "কুকুর",
    "Tamil": "நாய்",
    "Georgian": "ძაღლი",
    "Armenian": "շուն",
    "Ethiopic": "ውሻ",
    "Khmer": "ឆ្កែ",
    "Japanese": "小さい犬",
    "Simplified": "小狗",
    "Traditional": "貓與狗",
    "Korean": "강아지",
    "Emoji": "🐕 👍🏽",
    "Symbols": "☂ ♀",
}


def drawn(line: Line, typesetter: Typesetter = TYPE) -> Pillow.Image:
    """The line in black on white, with 20 pixels around."""
    picture = Pillow.new("RGB", (line.width + 40, line.above + line.below + 40), "white")
    typesetter.draw(picture, line, (20, 20 + line.above), (0, 0, 0))
    return picture.convert("L")


def ink(picture: Pillow.Image) -> tuple[int, int, int, int] | None:
    """Where there is any ink at all."""
    return picture.point(lambda value: 255 - value).getbbox()


@pytest.mark.parametrize("script", GREETINGS)
def test_each_script_has_a_font(script: str) -> None:
    """No character of the world's larger scripts comes out as a box or a question mark."""
    line = TYPE.line(GREETINGS[script], 24)

    assert "\ufffd" not in "".join(run.text for run in line.runs)
    assert line.width > 20


@pytest.mark.parametrize("script", GREETINGS)
@pytest.mark.parametrize("size", [12, 40])
def test_a_line_is_as_large_as_it_says(script: str, size: int) -> None:
    """The measures hold all the ink, so that nothing hangs out of a caption."""
    line = TYPE.line(GREETINGS[script], size)
    box = ink(drawn(line))

    assert box is not None
    assert box[0] >= 19
    assert box[1] >= 20
    assert box[2] <= 21 + line.width
    assert box[3] <= 20 + line.above + line.below


def test_what_no_font_has_is_shown_as_missing() -> None:
    """A character without a glyph is a question mark in a diamond, never an empty box."""
    line = TYPE.line("A\U000131a3B", 24)  # an Egyptian hieroglyph

    assert [run.text for run in line.runs] == ["A\ufffdB"]


@needs_raqm
def test_a_mixed_label_takes_each_font_where_it_must() -> None:
    """Scripts may stand side by side, and signs stay with the letters before them."""
    line = TYPE.line("Cat 猫 (قطة)", 24)

    assert [(run.text, run.face) for run in line.runs] == [
        ("Cat ", SANS),
        ("猫 (", CJK),
        ("قطة", ARABIC),
        (")", SANS),
    ]
    assert [run.x for run in line.runs] == sorted(run.x for run in line.runs)


@needs_raqm
def test_a_label_read_leftwards_runs_leftwards() -> None:
    """In an Arabic label, what comes first stands on the right."""
    line = TYPE.line("كلب Dog", 24)

    assert line.runs[0].text == "Dog"
    assert (line.runs[-1].text, line.runs[-1].face) == ("كلب", ARABIC)


def test_brackets_turn_with_the_text() -> None:
    """Brackets around Arabic words open towards them, and numbers keep their digits in order."""
    line = TYPE.line("كلب (صغير) 25", 24)

    assert "".join(run.text for run in line.runs if run.face == SANS) == "25 ()"


@needs_raqm
def test_arabic_letters_are_joined() -> None:
    """Joined letters are narrower than the same letters one by one."""
    joined = TYPE.line("سسسس", 40).width
    apart = 4 * TYPE.line("س", 40).width

    assert joined < 0.9 * apart


def test_without_raqm_hebrew_is_still_read_from_the_right(caplog: pytest.LogCaptureFixture) -> None:
    """Where the library is missing, letters stand in their order, and the log says what to do."""
    with caplog.at_level(logging.WARNING):
        plain = Typesetter(FACES, shaping=False)

    assert plain.line("כלב", 24).runs[0].text == "בלכ"
    assert plain.line("Dog", 24).runs[0].text == "Dog"
    assert ink(drawn(plain.line("כלב", 24), plain)) is not None
    assert "install libfribidi0" in caplog.text


def test_lines_of_latin_are_equally_high() -> None:
    """Captions do not jump with the letters in them."""
    heights = {
        (line.above, line.below) for line in (TYPE.line(t, 20) for t in ("ace", "Hg", "dog"))
    }

    assert len(heights) == 1


@pytest.mark.parametrize("width", [30, 60, 100, 200, 399])
def test_long_text_is_cut_to_its_width(width: int) -> None:
    """What does not fit ends in an ellipsis, as late as possible."""
    text = "Pneumonoultramicroscopicsilicovolcanoconiosis"
    line = TYPE.fitted(text, 20, width)
    shown = "".join(run.text for run in line.runs)

    assert line.width <= width
    assert shown.endswith("…")
    assert text.startswith(shown[:-1])
    assert TYPE.line(text[: len(shown)] + "…", 20).width > width


def test_text_that_fits_is_left_alone() -> None:
    """No ellipsis without need."""
    line = TYPE.fitted("Dog", 20, 200)

    assert [run.text for run in line.runs] == ["Dog"]


def test_no_letter_loses_its_marks() -> None:
    """The cut never falls between a letter and the sign that stands on it."""
    text = "कि" * 20
    shown = {
        "".join(run.text for run in TYPE.fitted(text, 20, width).runs)
        for width in range(40, 200, 3)
    }

    assert all(cut.endswith("कि…") or cut == "…" for cut in shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\nlines\tand  spaces ", "two lines and spaces"),
        ("over\u202eride", "override"),
        ("zero\0byte\x1b[31m", "zerobyte[31m"),
        ("half \ud800 pair", "half  pair"),
        ("e\u0301", "é"),
        ("☕\ufe0f", "☕"),
        ("क्\u200dष", "क्\u200dष"),
        ("x" * 5000, "x" * 300),
    ],
)
def test_labels_cannot_play_tricks(text: str, expected: str) -> None:
    """Line breaks, controls and turned-round text do not reach the picture."""
    assert clean(text) == expected


def test_an_empty_label_has_no_width() -> None:
    """It is set all the same."""
    assert TYPE.line("", 20).width == 0


def test_threads_may_share_a_typesetter() -> None:
    """Lines that are set at the same time come out as when they are set alone."""
    typesetter = Typesetter(FACES)
    alone = {text: TYPE.line(text, 24) for text in GREETINGS.values()}
    differing: list[str] = []

    def work() -> None:
        differing.extend(text for text in alone if typesetter.line(text, 24) != alone[text])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert differing == []


def test_the_fonts_are_there_and_not_too_heavy() -> None:
    """They come with the requirements, and cost less than 25 megabytes."""
    assert all(face.is_file() for face in FACES)
    assert sum(Path(face).stat().st_size for face in FACES) < 25_000_000
