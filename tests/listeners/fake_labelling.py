"""Where images and what people say about them are kept, in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.folding import overlap
from bot.core.labelling import KeptImage, LabelEvent, Mark
from bot.core.model import Image
from bot.core.spoken import Spoken


@dataclass
class FakeLabelling:
    """Adds events up like the real one, without splits and groups."""

    kept: dict[str, KeptImage] = field(default_factory=dict)
    said: list[LabelEvent] = field(default_factory=list)

    def keep(self, kept: KeptImage, at: float) -> str:
        image_id = hashlib.sha256(kept.image.data).hexdigest()
        self.kept.setdefault(image_id, kept)
        return image_id

    def image(self, image_id: str) -> Image | None:
        kept = self.kept.get(image_id)
        return kept.image if kept else None

    def weigh(self, image_id: str) -> tuple[int, bytes]:
        kept = self.image(image_id)
        return (len(kept.data), kept.data[:8]) if kept is not None else (0, b"")

    def labelled(self, image_id: str) -> LabelledImage | None:
        kept = self.kept.get(image_id)
        if kept is None:
            return None
        marks = Spoken.of(self.events(image_id)).marks
        return LabelledImage(image_id, kept.image.name, kept.width, kept.height, _fold(marks))

    def say(
        self, image_id: str, marks: Sequence[Mark], *, who: str, at: float, origin: str
    ) -> tuple[int, ...]:
        first = len(self.said) + 1
        for number, mark in enumerate(marks, first):
            self.said.append(LabelEvent(number, image_id, mark, None, who, at, origin))
        return tuple(range(first, len(self.said) + 1))

    def undo(self, numbers: Sequence[int], *, who: str, at: float) -> int:
        count = 0
        undone = {each.undoes for each in self.said}
        for number in numbers:
            if number not in undone and 0 < number <= len(self.said):
                event = self.said[number - 1]
                self.said.append(
                    LabelEvent(len(self.said) + 1, event.image, None, number, who, at, event.origin)
                )
                count += 1
        return count

    def settle(self, image_id: str, split: Split) -> Split:
        return split

    def events(self, image_id: str) -> tuple[LabelEvent, ...]:
        return tuple(each for each in self.said if each.image == image_id)

    def latest(self, limit: int) -> tuple[LabelEvent, ...]:
        return tuple(reversed(self.said))[:limit]

    def dataset(self, version: int | None = None) -> Dataset:
        images = [self.labelled(each) for each in self.kept]
        spoken_of = (
            each for each in images if each is not None and Spoken.of(self.events(each.id)).marks
        )
        return Dataset(len(self.said), tuple(spoken_of))

    def decide(self) -> Dataset:
        return self.dataset()

    def forget_label(self, label: str) -> int:
        raise NotImplementedError


def _fold(marks: Sequence[Mark]) -> tuple[Annotation, ...]:
    found: list[Annotation] = []
    for mark in marks:
        found = [each for each in found if not _replaces(mark, each)]
        if mark.here and mark.label:
            found.append(Annotation(mark.label, mark.box))
    return tuple(found)


def _replaces(mark: Mark, known: Annotation) -> bool:
    if mark.box is not None:
        return known.box is not None and overlap(mark.box, known.box) >= 0.9
    return (not mark.label and mark.here) or (known.box is None and known.label == mark.label)
