"""Names of files and folders that tell what they hold, and can be read back."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from bot.core.dataset import LabelledImage, Split

WORDS = {
    Split.TRAIN: "train",
    Split.TEST: "test",
    Split.APART: "apart",
    Split.UNDECIDED: "undecided",
}
MEANT = {
    "train": Split.TRAIN,
    "training": Split.TRAIN,
    "test": Split.TEST,
    "testing": Split.TEST,
    "val": Split.TEST,
    "valid": Split.TEST,
    "validation": Split.TEST,
    "apart": Split.APART,
    "undecided": Split.UNDECIDED,
}
"""The others' words as well. Both their `val` and their `test` are measured on here."""

NEGATIVES = "_negatives"

# What Windows, macOS, S3 consoles or shells do not take in a name; `%` so that it can be undone.
_AWKWARD = re.compile(r'[%/\\:*?"<>|\x00-\x1f\x7f]|^[._~ ]|[. ]$')
_OURS = re.compile(r"(?:(.*)\.)?([0-9a-f]{64})\.(?:jpe?g|png)", re.DOTALL)

# Most file systems take 255 bytes; the id, its dots and the suffix need 70.
_NAME_BYTES = 180


def quoted(text: str) -> str:
    """A text as the name of a file or folder; `unquoted` undoes it."""
    safe = _AWKWARD.sub(lambda match: "".join(f"%{ord(each):02X}" for each in match[0]), text)
    if safe.lower() in MEANT:
        safe = f"%{ord(safe[0]):02X}{safe[1:]}"
    return safe


def unquoted(name: str) -> str:
    """What `quoted` made a name of."""
    return unquote(name, errors="replace")


def file_name(image: LabelledImage, suffix: str) -> str:
    """A name for the image's file, with its id and the name that people know.

    Args:
        image: which.
        suffix: `.jpg` or `.png`, as its bytes are.
    """
    name = fitting(image.name)
    return f"{quoted(name)}.{image.id}{suffix}" if name else f"{image.id}{suffix}"


def fitting(name: str) -> str:
    """As much of a name as fits."""
    name = name[:_NAME_BYTES]
    while len(quoted(name).encode()) > _NAME_BYTES:
        name = name[:-1]
    return name


def origin(reference: str) -> tuple[str, str]:
    """The id and the name of the image that a path or URI leads to; no id when it is foreign."""
    last = reference.rpartition("/")[2]
    ours = _OURS.fullmatch(last)
    if ours is None:
        return "", last
    return ours[2], unquoted(ours[1] or "")


def split_of(path: str) -> Split:
    """What the images of a file are for, from the words in its path; the last word counts."""
    stem = str(PurePosixPath(path).with_suffix("")).lower()
    words = [word for word in re.split(r"[^a-z]+", stem) if word in MEANT]
    return MEANT[words[-1]] if words else Split.UNDECIDED


def split_of_folders(path: str) -> Split:
    """What an image is for, from the names of the folders that it is in."""
    words = [part.lower() for part in PurePosixPath(path).parts[:-1]]
    meant = [MEANT[word] for word in words if word in MEANT]
    return meant[0] if meant else Split.UNDECIDED


def cut_names(images: tuple[LabelledImage, ...]) -> tuple[str, ...]:
    """A sentence about names that are too long for a file."""
    cut = sum(fitting(image.name) != image.name for image in images)
    return (f"{cut} names are longer than a file's may be; they are cut.",) if cut else ()
