"""Whether one model version is worse than another, on the same test images."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.evaluation import Comparison, Evaluation

LOST = 0.10
"""A label that loses more F1 than this makes a version worse, if it was found before at all."""
FOUND = 0.5
_SLACK = 1e-9
"""Ratios that were calculated are not exact: 0.9 - 0.8 is not more than 0.1."""
_TOLD = 3


def compare(
    new: Evaluation, old: Evaluation, names: tuple[str, str] = ("the new one", "the one in use")
) -> Comparison:
    """Whether a version is worse: F1 is lower overall, or a label that was found is lost.

    A label is lost when its F1 was above 0.5, and falls by more than 0.10. An F1 that is not
    defined counts as 0 here, as it does when a version answers nothing.

    Args:
        new: of the version that is asked about.
        old: of the one that it may replace.
        names: of both, as people write them.

    Raises:
        ValueError: they were not measured on the same test images.
    """
    if new.image_ids != old.image_ids:
        raise ValueError("measured on different test images")
    was, now = old.overall.f1 or 0.0, new.overall.f1 or 0.0
    changes = dict(_changes(new, old))
    lost = [label for label in changes if changes[label] < -LOST - _SLACK and _found(old, label)]
    gained = [label for label in changes if changes[label] > LOST + _SLACK]
    worse = now < was or bool(lost)
    word = "worse than" if worse else "better than" if now > was else "as good as"
    told = sorted(lost or gained, key=lambda label: -abs(changes[label]))[:_TOLD]
    parts = [f"F1 {now:.2f} instead of {was:.2f}", *(_of(label, new, old) for label in told)]
    first = f"{names[0]} is {word} {names[1]}: {'; '.join(parts)}"
    rest = [_of(label, new, old) + "." for label in (*lost, *gained) if label not in told]
    sentence = first[0].upper() + first[1:] if names[0].startswith("the ") else first
    difference = None if new.overall.f1 is None or old.overall.f1 is None else now - was
    return Comparison(worse, (sentence + ".", *rest), difference, changes)


def _changes(new: Evaluation, old: Evaluation) -> Iterator[tuple[str, float]]:
    for label in sorted({each.label for each in (*new.labels, *old.labels)}):
        yield label, _f1(new, label) - _f1(old, label)


def _found(old: Evaluation, label: str) -> bool:
    return _f1(old, label) > FOUND


def _f1(evaluation: Evaluation, label: str) -> float:
    found = evaluation.label(label)
    return (found.figures.f1 if found else None) or 0.0


def _of(label: str, new: Evaluation, old: Evaluation) -> str:
    return f"{label} {_f1(new, label):.2f} instead of {_f1(old, label):.2f}"
