"""Datasets as files: written, recognised and read. `docs/datasets.md` shows each format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from bot.train.formats.coco import COCO
from bot.train.formats.entries import BadLine, Entry, Format, Read, Reference, Written
from bot.train.formats.files import IMAGES, Files, FolderFiles, MemoryFiles, OneFile, Places, Put
from bot.train.formats.folders import BOXES, FOLDERS
from bot.train.formats.ground_truth import GROUND_TRUTH, SUFFIXES
from bot.train.formats.names import file_name
from bot.train.formats.table import CSV
from bot.train.formats.yolo import YOLO
from bot.train.formats.yolo_reading import WHOLE

FORMATS: Mapping[str, Format] = {
    each.name: each for each in (GROUND_TRUTH, COCO, YOLO, FOLDERS, CSV)
}
"""All formats by the name that people write."""


def recognise(paths: Sequence[str]) -> Format | None:
    """Which format files are in, from their paths alone; `None` when they are in none.

    The order matters: a folder for each label may have tables beside, and so may YOLO.
    """
    names = [PurePosixPath(path).name.lower() for path in paths]
    if any(name.endswith(SUFFIXES) for name in names):
        return GROUND_TRUTH
    if any(name.endswith((".yaml", ".yml")) for name in names) or _labels_beside(paths):
        return YOLO
    if any(name.endswith(".json") for name in names):
        return COCO
    if any(name.endswith((".csv", ".tsv")) and name not in (BOXES, WHOLE) for name in names):
        return CSV
    in_folders = (path for path in paths if path.lower().endswith(IMAGES) and "/" in path)
    return FOLDERS if any(in_folders) else None


def _labels_beside(paths: Sequence[str]) -> bool:
    """Whether a text file has the name of an image."""
    texts = {PurePosixPath(path).stem for path in paths if path.lower().endswith(".txt")}
    return any(PurePosixPath(path).stem in texts for path in paths if path.lower().endswith(IMAGES))


__all__ = [
    "FORMATS",
    "BadLine",
    "Entry",
    "Files",
    "FolderFiles",
    "Format",
    "MemoryFiles",
    "OneFile",
    "Places",
    "Put",
    "Read",
    "Reference",
    "Written",
    "file_name",
    "recognise",
]
