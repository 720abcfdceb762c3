"""What a form shows of a picture: what people said of it, what was found, and known labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.core.dataset import Dataset, LabelledImage
from bot.core.forms import FormBox
from bot.core.label_names import MOST_CHARACTERS
from bot.core.model import BoundingBox, Detection
from bot.core.spoken import Spoken, ratios

MOST_SHOWN = 20
"""Boxes: each takes two of the 100 blocks that a modal has, and people lose count before that."""
MOST_WHOLE = 20
"""Labels of the whole image that are chosen at first."""
SAID = "Said"
"""Among the details of what people said, who are not more or less certain of it."""
MOST_KNOWN = 95
"""Labels to choose from; Slack takes 100 options, and the last ones say that it is no label.
https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element"""


def things(
    found: Sequence[Detection], labelled: LabelledImage | None, spoken: Spoken
) -> tuple[Detection, ...]:
    """What a form shows: what people said stands before what was found in the same place.

    Returns:
        Boxes first; what people said has 100 percent.
    """
    if labelled is None or not spoken.marks:
        return _boxes_first(found)
    width, height = labelled.width, labelled.height
    said = [
        Detection(
            each.label,
            100.0,
            None if each.box is None else ratios(each.box, width, height),
            {SAID: True},
        )
        for each in labelled.annotations
    ]
    open_ = [
        each
        for each in found
        if (
            spoken.about(each.box.to_pixels(width, height))
            if each.box
            else spoken.about_label(each.label)
        )
        is None
    ]
    return _boxes_first([*said, *open_])


def by_need(boxes: Sequence[Detection]) -> list[Detection]:
    """What nobody has spoken of first, the most certain of it in front."""
    return sorted(boxes, key=lambda each: (bool(each.details.get(SAID)), -each.confidence))


def known_labels(dataset: Dataset, shown: Sequence[Detection]) -> tuple[str, ...]:
    """Labels to choose from: those that are shown, then the most frequent ones."""
    counts = Counter(each.label for image in dataset.images for each in image.annotations)
    return _offered(counts, shown)


def known_whole(dataset: Dataset, shown: Sequence[Detection]) -> tuple[str, ...]:
    """The same for the whole image, of labels that were said of one."""
    counts = Counter(
        each.label for image in dataset.images for each in image.annotations if each.box is None
    )
    return _offered(counts, [each for each in shown if each.box is None])


def form_boxes(shown: Sequence[Detection]) -> tuple[FormBox, ...]:
    """The numbered boxes of what a form shows."""
    boxes = [each for each in shown if each.box is not None]
    return tuple(
        FormBox(number, each.label, _confidence(each), _where(each.box))
        for number, each in enumerate(boxes, 1)
        if each.box is not None
    )


def _confidence(shown: Detection) -> float | None:
    return None if shown.details.get(SAID) else shown.confidence


def _offered(counts: Counter[str], shown: Sequence[Detection]) -> tuple[str, ...]:
    seen = {each.label for each in shown if 0 < len(each.label) <= MOST_CHARACTERS}
    room = max(MOST_KNOWN - len(seen), 0)
    frequent = [label for label, _ in counts.most_common() if label not in seen][:room]
    return (*sorted(seen)[:MOST_KNOWN], *frequent)


def _boxes_first(found: Sequence[Detection]) -> tuple[Detection, ...]:
    return tuple(sorted(found, key=lambda each: each.box is None))


def _where(box: BoundingBox) -> str:
    """Where a box is, for those who cannot see the picture."""
    across, down = box.left + box.width / 2, box.top + box.height / 2
    row = "top" if down < 1 / 3 else "bottom" if down > 2 / 3 else ""
    column = "left" if across < 1 / 3 else "right" if across > 2 / 3 else ""
    return " ".join(filter(None, (row, column))) or "middle"
