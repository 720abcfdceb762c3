"""In-memory doubles for scans: what is kept of them, what S3 holds, and how the model is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.core.places import Place
from bot.core.scan import Chunk, Listed, ObjectResult, Page, Scan, ScanState, Tally


@dataclass
class FakeScans:
    """Keeps scans, chunks and results."""

    kept: dict[str, Scan] = field(default_factory=dict)
    chunks: dict[tuple[str, int], Chunk] = field(default_factory=dict)
    found: dict[tuple[str, str], tuple[int, ObjectResult]] = field(default_factory=dict)

    def begin(self, scan: Scan) -> Scan | None:
        for other in list(self.kept.values()):
            if other.place != scan.place or other.state.over:
                continue
            if other.id == scan.id:
                return None
            if other.state.takes_its_place:
                return other
            self.kept[other.id] = replace(other, state=ScanState.CANCELLED, reason="again")
        self.kept.setdefault(scan.id, scan)
        return None

    def get(self, scan: str) -> Scan | None:
        return self.kept.get(scan)

    def update(self, scan: str, change: Callable[[Scan], Scan]) -> tuple[Scan, Scan] | None:
        before = self.kept.get(scan)
        if before is None:
            return None
        self.kept[scan] = change(before)
        return before, self.kept[scan]

    def under_way(self) -> list[Scan]:
        here = [each for each in self.kept.values() if not each.state.over]
        return sorted(here, key=lambda each: each.asked_at)

    def latest(self, limit: int) -> list[Scan]:
        return sorted(self.kept.values(), key=lambda each: -each.asked_at)[:limit]

    def chunk(self, scan: str, number: int) -> Chunk | None:
        return self.chunks.get((scan, number))

    def take(self, scan: str, chunk: Chunk) -> Chunk:
        return self.chunks.setdefault((scan, chunk.number), chunk)

    def open_chunks(self, scan: str) -> list[int]:
        return sorted(each.number for each in self._of(scan) if each.open)

    def last_chunk(self, scan: str) -> Chunk | None:
        return max(self._of(scan), key=lambda each: each.number, default=None)

    def close(self, scan: str, number: int) -> bool:
        self.chunks[scan, number] = replace(self.chunks[scan, number], open=False)
        chunks = self._of(scan)
        return any(each.end for each in chunks) and not any(each.open for each in chunks)

    def keep(self, scan: str, number: int, result: ObjectResult) -> None:
        if (scan, result.key) in self.found:
            return
        self.found[scan, result.key] = (number, result)
        chunk = self.chunks[scan, number]
        self.chunks[scan, number] = replace(
            chunk,
            done=chunk.done + (not result.failure),
            failed=chunk.failed + bool(result.failure),
        )

    def known(self, scan: str, number: int) -> frozenset[str]:
        return frozenset(
            key for (one, key), (chunk, _) in self.found.items() if (one, chunk) == (scan, number)
        )

    def tally(self, scan: str) -> Tally:
        chunks = self._of(scan)
        sums = (sum(getattr(each, name) for each in chunks) for name in Tally.__slots__)
        return Tally(*sums)

    def results(self, scan: str) -> Iterator[ObjectResult]:
        for one, key in sorted(self.found):
            if one == scan:
                yield self.found[one, key][1]

    def _of(self, scan: str) -> list[Chunk]:
        return [chunk for (one, _), chunk in self.chunks.items() if one == scan]


@dataclass
class FakeListing:
    """Lists keys in the order of their bytes; an exception in the place of a page is raised."""

    objects: dict[str, int] = field(default_factory=dict)
    refuse: Exception | None = None
    asked: list[tuple[str, int]] = field(default_factory=list)

    def page(self, place: Place, after: str, limit: int) -> Page:
        self.asked.append((after, limit))
        if self.refuse is not None:
            raise self.refuse
        keys = sorted(key for key in self.objects if key.startswith(place.prefix) and key > after)
        here = keys[: min(limit, 1000)]
        listed = tuple(Listed(key, self.objects[key]) for key in here)
        return Page(listed, len(keys) > len(here), here[-1] if here else after)


@dataclass
class FakeScanLife:
    """A model that runs or does not, as a test says."""

    runs: bool = True
    uses: int = 0
    refusals: int = 0

    def lasting(self) -> bool:
        return self.runs

    def used(self) -> None:
        self.uses += 1

    def not_running(self) -> None:
        self.refusals += 1

    def expected(self) -> str:
        return "The model is running." if self.runs else "The model is stopped."


@dataclass
class FakeOutput:
    """Keeps what was written; an exception is raised."""

    written: dict[str, bytes] = field(default_factory=dict)
    refuse: Exception | None = None

    def write(self, scan: str, files: Sequence[Path]) -> Mapping[str, str]:
        if self.refuse is not None:
            raise self.refuse
        self.written |= {file.name: file.read_bytes() for file in files}
        return {file.name: f"s3://out/scan-{scan}/{file.name}" for file in files}


@dataclass
class FakeGallery:
    """Keeps what was shared, once by its key."""

    shared: dict[str, bytes] = field(default_factory=dict)

    def share(self, key: str, name: str, data: bytes, alt: str, thread: object) -> None:
        self.shared.setdefault(key, data)
