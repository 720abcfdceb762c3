"""Which processes there are, as /proc tells it."""

from pathlib import Path


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody waits for is a zombie for a while."""
    try:
        return _stat(pid)[0] == "Z"
    except FileNotFoundError:
        return True


def children_of(pid: int) -> list[int]:
    """The processes that it started itself."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int(_stat(int(entry.name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
