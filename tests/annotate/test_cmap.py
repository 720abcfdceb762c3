"""Coverage: the font's own table says which characters it has."""

import struct
from pathlib import Path

import pytest
from PIL import ImageFont

from bot.annotate.cmap import read_coverage
from bot.annotate.faces import noto_faces

FACES = noto_faces()


def font_file(path: Path, subtables: list[bytes], tag: bytes = b"cmap") -> Path:
    """A file with nothing but a directory and a `cmap` table of these subtables."""
    table, at = struct.pack(">HH", 0, len(subtables)), 4 + 8 * len(subtables)
    for subtable in subtables:
        table += struct.pack(">HHI", 3, 1, at)
        at += len(subtable)
    table += b"".join(subtables)
    header = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0)
    path.write_bytes(header + tag + struct.pack(">III", 0, 28, len(table)) + table)
    return path


def format_4(segments: list[tuple[int, int, int, int]], glyphs: list[int]) -> bytes:
    """Segments as (start, end, delta, range offset), and the glyph array after them."""
    count = len(segments)
    starts, ends, deltas, offsets = zip(*segments, strict=True)
    body = struct.pack(f">{count}H", *ends) + b"\0\0"
    for column in (starts, deltas, offsets):
        body += struct.pack(f">{count}H", *column)
    body += struct.pack(f">{len(glyphs)}H", *glyphs)
    return struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 2 * count, 0, 0, 0) + body


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_what_is_covered_is_not_drawn_as_a_box(face: Path) -> None:
    """No character that the table claims comes out as the sign for a missing one."""
    coverage = read_coverage(face)
    font = ImageFont.truetype(str(face), 24)
    missing = bytes(font.getmask("\U000fffff"))

    codes = [code for start in coverage.starts[::40] for code in (start,)]
    letters = [chr(code) for code in codes if chr(code).isalpha() or chr(code).isdigit()]
    assert "\U000fffff" not in coverage
    assert all(letter in coverage for letter in letters)
    assert not any(bytes(font.getmask(letter)) == missing for letter in letters)


@pytest.mark.parametrize(
    ("face", "has", "lacks"),
    [(0, "AÉЖΩ1%ệ", "猫ا"), (1, "قطة", "猫Ж"), (3, "बिल्ली", "猫"), (20, "猫ねこ고양이猫", "ق")],
)
def test_a_font_has_its_script_and_no_other(face: int, has: str, lacks: str) -> None:
    """Noto Sans has Latin, Cyrillic and Greek; Arabic, Hindi and Chinese are elsewhere."""
    coverage = read_coverage(FACES[face])

    assert all(character in coverage for character in has)
    assert not any(character in coverage for character in lacks)


def test_segments_may_leave_characters_out(tmp_path: Path) -> None:
    """In format 4 a glyph number 0 means that the character is missing, both ways to write it."""
    segments = [
        (65, 67, 0, 8),  # through the glyph array, where 66 is missing
        (97, 98, 65536 - 97, 0),  # by delta, where 97 becomes 0
        (120, 121, 5, 0),
        (0xFFFF, 0xFFFF, 1, 0),
    ]
    coverage = read_coverage(font_file(tmp_path / "f.ttf", [format_4(segments, [7, 0, 9])]))

    assert [c for c in map(chr, range(60, 130)) if c in coverage] == ["A", "C", "b", "x", "y"]


def test_the_larger_table_wins(tmp_path: Path) -> None:
    """Format 12 reaches beyond 16 bits, and is taken where there is one."""
    group = struct.pack(">HHIIIIII", 12, 0, 28, 0, 1, 0x1F600, 0x1F602, 3)
    path = font_file(tmp_path / "f.ttf", [format_4([(65, 65, 1, 0)], []), group])
    coverage = read_coverage(path)

    assert "\U0001f601" in coverage
    assert "\U0001f603" not in coverage


def test_a_font_without_unicode_is_refused(tmp_path: Path) -> None:
    """A table in another format is a mistake in the set-up, and is named."""
    with pytest.raises(ValueError, match=r"odd\.ttf maps no Unicode characters"):
        read_coverage(font_file(tmp_path / "odd.ttf", [struct.pack(">HHH", 6, 0, 0)]))


def test_a_file_without_the_table_is_refused(tmp_path: Path) -> None:
    """What is no font for text is named so, too."""
    with pytest.raises(ValueError, match="no cmap table"):
        read_coverage(font_file(tmp_path / "odd.ttf", [], tag=b"glyf"))
