"""In-memory doubles for what is kept, with state that a test can read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.core.attempts import Attempt
from bot.core.dataset import Dataset, LabelledImage, Split
from bot.core.folding import by_image, dataset_of, forgetting, labelled_image, spelled, undone
from bot.core.labelling import KeptImage, LabelEvent, Mark
from bot.core.life_record import LifeRecord, Run
from bot.core.model import Image, Recognition, Thread
from bot.core.records import AuditEntry, Parked, Posting, Waiting
from bot.core.requests import RecognitionRequest
from bot.core.splits import ImageFacts, decide, place, settled
from bot.core.versions import BASE, ModelVersion, Training


@dataclass
class FakeRecognitions:
    """Keeps the first recognition of each place."""

    found: dict[tuple[str, int], Recognition] = field(default_factory=dict)
    messages: dict[str, Thread] = field(default_factory=dict)

    def keep(self, key: str, place: int, recognition: Recognition) -> None:
        self.found.setdefault((key, place), recognition)

    def kept(self, key: str, place: int) -> Recognition | None:
        return self.found.get((key, place))

    def posted(self, key: str, message: Thread) -> None:
        self.messages[key] = message

    def find(self, reference: str) -> Recognition | None:
        return next((each for each in self.found.values() if each.id == reference), None)

    def recent(self, channel: str, limit: int, since: float) -> tuple[Recognition, ...]:
        here = [
            each
            for (key, _), each in self.found.items()
            if key in self.messages and self.messages[key].channel == channel
        ]
        late = [each for each in here if each.answered_at.timestamp() >= since]
        return tuple(sorted(late, key=lambda each: each.answered_at, reverse=True)[:limit])


@dataclass
class FakeWaitingRoom:
    """A line in the order of arrival."""

    waiting: dict[str, Waiting] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)

    def enter(self, request: RecognitionRequest, attempt: Attempt, since: float) -> int:
        known = self.waiting.get(request.key)
        if known is None:
            notice = self.notice(request.key)
            self.waiting[request.key] = Waiting(request, attempt, since, notice)
        else:
            self.waiting[request.key] = replace(known, attempt=attempt)
        return list(self.waiting).index(request.key) + 1

    def noticed(self, key: str, notice: str) -> None:
        self.notices[key] = notice
        if key in self.waiting:
            self.waiting[key] = replace(self.waiting[key], notice=notice)

    def notice(self, key: str) -> str:
        return self.notices.get(key, "")

    def line(self, limit: int) -> list[Waiting]:
        return list(self.waiting.values())[:limit]

    def count(self) -> int:
        return len(self.waiting)

    def leave(self, key: str) -> bool:
        return self.waiting.pop(key, None) is not None


@dataclass
class FakeParking:
    """Keeps what was parked until it is taken."""

    here: dict[str, Parked] = field(default_factory=dict)

    def park(self, parked: Parked) -> None:
        self.here.setdefault(parked.reference, parked)

    def parked(self, limit: int) -> list[Parked]:
        return list(reversed(self.here.values()))[:limit]

    def count(self) -> int:
        return len(self.here)

    def take(self, reference: str) -> Parked | None:
        return self.here.pop(reference, None)


@dataclass
class FakeAudit:
    """Keeps what was written."""

    entries: list[AuditEntry] = field(default_factory=list)

    def write(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    def latest(self, limit: int) -> list[AuditEntry]:
        return list(reversed(self.entries))[:limit]


@dataclass
class FakePostLog:
    """Knows what was begun, uploaded and posted."""

    postings: dict[str, Posting] = field(default_factory=dict)

    def begin(self, key: str) -> Posting:
        known = self.postings.get(key, Posting(first=True))
        self.postings[key] = replace(known, first=False)
        return known

    def uploaded(self, key: str, file: str) -> None:
        self.postings[key] = replace(self.postings[key], file=file)

    def done(self, key: str, message: Thread) -> None:
        known = self.postings.get(key, Posting(first=False))
        self.postings[key] = replace(known, message=message)


@dataclass
class FakeLifeRecords:
    """Keeps lives, and who looks after them: whoever asked first, unless a test says otherwise."""

    lives: dict[str, LifeRecord] = field(default_factory=dict)
    leaders: dict[str, str] = field(default_factory=dict)
    led: dict[str, float] = field(default_factory=dict)

    def load(self, model: str) -> LifeRecord:
        return self.lives.get(model, LifeRecord(model))

    def update(
        self, model: str, change: Callable[[LifeRecord], LifeRecord]
    ) -> tuple[LifeRecord, LifeRecord]:
        before = self.load(model)
        self.lives[model] = change(before)
        return before, self.lives[model]

    def lead(self, model: str, holder: str, wall: float) -> bool:
        fresh = 0 <= wall - self.led.get(model, float("-inf")) < 60
        if self.leaders.get(model, holder) != holder and fresh:
            return False
        self.leaders[model], self.led[model] = holder, wall
        return True

    def resign(self, model: str, holder: str) -> None:
        if self.leaders.get(model) == holder:
            del self.leaders[model]


@dataclass
class FakeSpending:
    """Keeps runs, and what each day cost."""

    known: dict[str, Run] = field(default_factory=dict)
    by_day: dict[date, float] = field(default_factory=dict)

    def begin(self, run: Run) -> None:
        self.known.setdefault(run.id, run)

    def add(self, run: str, day: date, seconds: float, dollars: float) -> None:
        if run not in self.known:
            return
        known = self.known[run]
        more = replace(known, seconds=known.seconds + seconds, dollars=known.dollars + dollars)
        self.known[run] = more
        self.by_day[day] = self.by_day.get(day, 0.0) + dollars

    def end(self, run: str, wall: float, reason: str) -> None:
        if run in self.known and self.known[run].ended is None:
            self.known[run] = replace(self.known[run], ended=wall, reason=reason)

    def days(self, first: date, last: date) -> dict[date, float]:
        return {day: spent for day, spent in self.by_day.items() if first <= day <= last}

    def run(self, run: str) -> Run | None:
        return self.known.get(run)

    def runs(self, limit: int) -> list[Run]:
        return sorted(self.known.values(), key=lambda run: run.began, reverse=True)[:limit]


@dataclass
class FakeLabelling:
    """Keeps images and what was said about them."""

    images: dict[str, tuple[ImageFacts, Image]] = field(default_factory=dict)
    said: dict[int, LabelEvent] = field(default_factory=dict)
    numbers: int = 0

    def keep(self, kept: KeptImage, at: float) -> str:
        key = hashlib.sha256(kept.image.data).hexdigest()
        if key not in self.images:
            size = (kept.width, kept.height)
            new = ImageFacts(key, kept.image.name, *size, kept.likeness, kept.source)
            where = place(new, self._facts())
            for each in self._facts():
                if each.group in where.joined:
                    self._change(replace(each, group=where.group))
            new = replace(new, group=where.group, split=where.split)
            self.images[key] = (new, kept.image)
        return key

    def image(self, image_id: str) -> Image | None:
        return self.images[image_id][1] if image_id in self.images else None

    def weigh(self, image_id: str) -> tuple[int, bytes]:
        kept = self.image(image_id)
        return (len(kept.data), kept.data[:8]) if kept is not None else (0, b"")

    def labelled(self, image_id: str) -> LabelledImage | None:
        if image_id not in self.images:
            return None
        return labelled_image(self.images[image_id][0], self.events(image_id))

    def say(
        self, image_id: str, marks: Sequence[Mark], *, who: str, at: float, origin: str
    ) -> tuple[int, ...]:
        if image_id not in self.images:
            raise KeyError(image_id)
        return tuple(self._say(image_id, mark, None, who, at, origin) for mark in marks)

    def undo(self, numbers: Sequence[int], *, who: str, at: float) -> int:
        count = 0
        for number in numbers:
            event = self.said.get(number)
            if event is not None and number not in undone(self.events(event.image)):
                self._say(event.image, None, number, who, at, event.origin)
                count += 1
        return count

    def events(self, image_id: str) -> tuple[LabelEvent, ...]:
        return tuple(each for each in self.said.values() if each.image == image_id)

    def latest(self, limit: int) -> tuple[LabelEvent, ...]:
        return tuple(reversed(self.said.values()))[:limit]

    def dataset(self, version: int | None = None) -> Dataset:
        until = self.numbers if version is None else version
        events = [each for each in self.said.values() if each.number <= until]
        return dataset_of(self._facts(), events)

    def settle(self, image_id: str, split: Split) -> Split:
        facts = self.images[image_id][0]
        now = settled(facts, self._facts(), split)
        for each in self._facts():
            if each.group == facts.group and each.split is Split.UNDECIDED:
                self._change(replace(each, split=now))
        return now

    def decide(self) -> Dataset:
        labels = {each.id: each.labels for each in self.dataset().images}
        sides = decide(self._facts(), labels)
        for each in self._facts():
            if each.split is Split.UNDECIDED and each.group in sides:
                self._change(replace(each, split=sides[each.group]))
        return self.dataset()

    def forget_label(self, label: str) -> int:
        images = 0
        for image_id, events in by_image(self.said.values()).items():
            going = forgetting(events, label)
            self.said = {n: each for n, each in self.said.items() if n not in going.events}
            if going.image:
                self.said = {n: each for n, each in self.said.items() if each.image != image_id}
                del self.images[image_id]
                images += 1
        return images

    def _facts(self) -> list[ImageFacts]:
        return [facts for facts, _ in self.images.values()]

    def _change(self, facts: ImageFacts) -> None:
        self.images[facts.id] = (facts, self.images[facts.id][1])

    def _say(
        self, image: str, mark: Mark | None, undoes: int | None, who: str, at: float, origin: str
    ) -> int:
        if mark is not None:
            mark = spelled(mark, self.dataset().labels)
        self.numbers += 1
        self.said[self.numbers] = LabelEvent(self.numbers, image, mark, undoes, who, at, origin)
        return self.numbers


@dataclass
class FakeVersions:
    """Keeps model versions, what they learned, and which were used."""

    versions: dict[int, ModelVersion] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    models: dict[int, bytes] = field(default_factory=dict)
    used: list[tuple[str, int, str, float]] = field(default_factory=list)

    def begin(self, key: str, detector: str, dataset: int, who: str, at: float) -> ModelVersion:
        number = self.keys.setdefault(key, len(self.keys) + 1)
        new = ModelVersion(number, detector, Training.RUNS, dataset, "", who, at)
        return self.versions.setdefault(number, new)

    def update(
        self, number: int, change: Callable[[ModelVersion], ModelVersion]
    ) -> tuple[ModelVersion, ModelVersion]:
        before = self.versions[number]
        self.versions[number] = change(before)
        return before, self.versions[number]

    def get(self, number: int) -> ModelVersion | None:
        return self.versions.get(number)

    def all(self, detector: str) -> tuple[ModelVersion, ...]:
        mine = (each for each in self.versions.values() if each.detector == detector)
        return tuple(sorted(mine, key=lambda version: -version.number))

    def in_use(self, detector: str) -> ModelVersion | None:
        used = self._used(detector)
        gone = not used or used[0].number == BASE or used[0].training is Training.DELETED
        return None if gone else used[0]

    def previous(self, detector: str) -> ModelVersion | None:
        used = self._used(detector)
        began = [ModelVersion.base(detector)] if used else []
        before = (each for each in [*used, *began] if each != used[0])
        return next((each for each in before if each.training is not Training.DELETED), None)

    def use(self, detector: str, number: int, who: str, at: float) -> ModelVersion | None:
        if number != BASE and self.versions[number].detector != detector:
            raise KeyError(number)
        before = self.in_use(detector)
        if number != (before.number if before is not None else BASE):
            self.used.append((detector, number, who, at))
        return before

    def keep_model(self, number: int, model: bytes) -> None:
        if self.versions[number].training is not Training.DELETED:
            self.models[number] = model

    def replace_model(self, number: int, model: bytes, message: str) -> None:
        before = self.versions[number]
        self.models[number] = model
        self.versions[number] = replace(
            before, revision=before.revision + 1, message=message, figures=None
        )

    def model(self, number: int) -> bytes | None:
        return self.models.get(number)

    def forget_models(self, numbers: tuple[int, ...]) -> None:
        for number in numbers:
            self.models.pop(number, None)
            if number in self.versions:
                deleted = replace(self.versions[number], training=Training.DELETED)
                self.versions[number] = deleted

    def _used(self, detector: str) -> list[ModelVersion]:
        numbers = [number for who, number, *_ in reversed(self.used) if who == detector]
        base = ModelVersion.base(detector)
        return [base if number == BASE else self.versions[number] for number in numbers]
