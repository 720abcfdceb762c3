"""The fonts: Noto, from two packages in the requirements, under the SIL Open Font License."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

VARIABLE = "[wght].ttf"
"""How a file's name ends whose weight can be chosen."""
WEIGHT = 600
"""Semi-bold: thin strokes get lost on a coloured background."""

_SCRIPTS = (
    "Sans",
    "SansArabic",
    "SansHebrew",
    "SansDevanagari",
    "SansThai",
    "SansArmenian",
    "SansBengali",
    "SansEthiopic",
    "SansGeorgian",
    "SansGujarati",
    "SansGurmukhi",
    "SansKannada",
    "SansKhmer",
    "SansLao",
    "SansMalayalam",
    "SansMyanmar",
    "SansOriya",
    "SansSinhala",
    "SansTamil",
    "SansTelugu",
)


def noto_faces() -> tuple[Path, ...]:
    """The font files that come with the requirements, in the order in which they are tried.

    Noto Sans has Latin, Greek and Cyrillic; then come the other scripts, then Chinese, Japanese
    and Korean (with Japanese shapes), then symbols and emoji. All under the Open Font License.
    """
    scripts = Path(str(files("manimgx_fonts")))
    cjk = Path(str(files("noto_cjk_sans_jp_regular"))) / "NotoSansCJKjp-Regular.otf"
    return (
        *(scripts / f"Noto{script}{VARIABLE}" for script in _SCRIPTS),
        cjk,
        scripts / f"NotoSansSymbols{VARIABLE}",
        scripts / f"NotoEmoji{VARIABLE}",
    )
