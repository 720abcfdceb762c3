"""What Docker would put into the image, without Docker."""

from __future__ import annotations

import json
import re
import shutil
from fnmatch import fnmatchcase
from pathlib import Path

from tests.deploy.made import ROOT

LINES = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text(encoding="utf-8")).splitlines()
INSTRUCTIONS = [
    tuple(line.split(maxsplit=1)) for line in LINES if line.strip() and not line.startswith("#")
]
"""Such as `("COPY", "bot/ bot/")`."""
IGNORED = [
    line.strip()
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def hidden(path: str) -> bool:
    """Whether `.dockerignore` keeps a file out: of the patterns that fit, the last one decides.

    A pattern fits a file or a folder that it is in; `**/` stands for any folders.
    https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    parts = path.split("/")
    every = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    result = False
    for pattern in IGNORED:
        wanted = pattern.removeprefix("!")
        if any(_fits(each, wanted) for each in every):
            result = not pattern.startswith("!")
    return result


def _fits(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatchcase(path.rpartition("/")[2], pattern.removeprefix("**/"))
    wanted, given = pattern.split("/"), path.split("/")
    return len(wanted) == len(given) and all(map(fnmatchcase, given, wanted))


def copied() -> dict[str, str]:
    """Where the files go that COPY takes, by where they are; folders end in a slash."""
    found = {}
    for name, rest in INSTRUCTIONS:
        if name == "COPY":
            *sources, target = rest.split()
            for source in sources:
                found[source] = target
    return found


def build(folder: Path) -> None:
    """Copy what the image's WORKDIR would hold."""
    for source, target in copied().items():
        place = folder / target
        if not source.endswith("/"):
            shutil.copy(ROOT / source, place)
            continue
        for file in sorted((ROOT / source).rglob("*")):
            if file.is_file() and not hidden(str(file.relative_to(ROOT))):
                there = place / file.relative_to(ROOT / source)
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, there)


def command(instruction: str) -> list[str]:
    """What CMD or HEALTHCHECK runs."""
    (text,) = [rest for name, rest in INSTRUCTIONS if name == instruction]
    found: list[str] = json.loads(text[text.index("[") :])
    return found


def environment() -> dict[str, str]:
    """What ENV sets."""
    (text,) = [rest for name, rest in INSTRUCTIONS if name == "ENV"]
    return dict(re.findall(r'([A-Z_]+)="?([^" ]*)"?', text))
