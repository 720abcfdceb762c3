"""AWS's rules for a training of Custom Labels, checked before money is spent.

Sources: [limits] https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html
[validation] …/cd-manifest-files-validation-rules.html, [lines] …/tm-debugging-json-line-errors.html
and [content] …/tm-debugging-aggregate-errors.html beside it; [model] botocore's service model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.core.dataset import Dataset, LabelledImage
from bot.core.model import S3Object
from bot.train.formats.entries import Reference
from bot.train.formats.ground_truth import line
from bot.train.rules_images import Problem, Weigh, ids, image_problems, some
from bot.train.rules_labels import label_problems, usable, with_boxes

MAX_MANIFEST = 1_000_000_000  # bytes; 1 GB [limits]
MAX_LINES = 250_000  # [validation]; a higher one can be asked for, for classification [limits]
MAX_LINE = 100_000  # characters; `DatasetEntry` [model]
MAX_BAD = 0.2  # of the lines; more, and the whole import fails [validation]

_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # all dates are equally long


def problems(
    dataset: Dataset, reference: Reference, weigh: Weigh | None = None
) -> tuple[Problem, ...]:
    """What stands in the way of a training, before anything is sent.

    Args:
        dataset: with its split decided.
        reference: where an image will be, `s3://bucket/key`.
        weigh: an image's bytes: how many, and the first eight; without it they are not checked.
    """
    used = (*dataset.training, *dataset.testing)
    of_images = tuple(image_problems(used, weigh))
    return (
        *_places(used, reference),
        *_manifest("training", dataset.training, reference, of_images),
        *_manifest("test", dataset.testing, reference, of_images),
        *label_problems(dataset),
        *of_images,
    )


def left_out(dataset: Dataset) -> tuple[str, ...]:
    """What AWS takes and does not learn from, a sentence each."""
    negatives = sum(not image.annotations for image in dataset.training)
    # WARNING_NO_ANNOTATIONS in [lines].
    count = f"{negatives} image{'' if negatives == 1 else 's'}"
    told = [f"Custom Labels does not learn from negatives ({count})."] if negatives else []
    other = usable(dataset.training, boxes=False) if with_boxes(dataset) else frozenset()
    if other:
        told.append(
            f"There are boxes, so Custom Labels leaves out the labels of whole images: "
            f"{some(sorted(other))}. Draw boxes for them, or train them apart."
        )
    return tuple(told)


def _places(images: Sequence[LabelledImage], reference: Reference) -> Iterator[Problem]:
    """All images lie in one bucket, each once [validation]."""
    places = {image.id: reference(image) for image in images}
    objects = {each: S3Object.parse(place) for each, place in places.items()}
    lost = [image for image in images if objects[image.id] is None]
    if lost:
        names = some([image.name for image in lost])
        yield Problem("place", f"These images are not in S3: {names}. Copy them there.", ids(lost))
    buckets = sorted({found.bucket for found in objects.values() if found})
    if len(buckets) > 1:
        said = f"The images lie in several buckets: {some(buckets)}. Copy them into one."
        yield Problem("bucket", said)
    counted = Counter(reference(image) for image in images)
    twice = [image for image in images if counted[places[image.id]] > 1]
    if twice:
        names = some(sorted({places[image.id] for image in twice}))
        yield Problem(
            "twice", f"These are listed more than once: {names}. Keep one each.", ids(twice)
        )


def _manifest(
    kind: str, images: Sequence[LabelledImage], reference: Reference, bad: Sequence[Problem]
) -> Iterator[Problem]:
    if not images:
        # An empty manifest is an error [validation].
        yield Problem("empty", f"There are no {kind} images. Label more images.")
        return
    if len(images) > MAX_LINES:
        said = f"There are {len(images):,} {kind} images; AWS takes {MAX_LINES:,}. Use fewer."
        yield Problem("lines", said)
    lines = [line(image, reference(image), _MOMENT) for image in images]
    size = sum(len(each.encode()) + 1 for each in lines)
    if size > MAX_MANIFEST:
        said = f"The {kind} manifest would have {size:,} bytes; AWS takes {MAX_MANIFEST:,}."
        yield Problem("manifest", f"{said} Use fewer images.")
    long = [image for image, text in zip(images, lines, strict=True) if len(text) > MAX_LINE]
    if long:
        names = some([image.name for image in long])
        yield Problem("line", f"Too much is said about {names}. Take annotations away.", ids(long))
    wrong = {each for problem in bad for each in problem.images} & {each.id for each in images}
    if len(wrong) > MAX_BAD * len(images):
        said = f"{len(wrong)} of {len(images)} {kind} images cannot be used; AWS refuses the lot"
        yield Problem("bad", f"{said} when more than 20 % are like that. Repair or delete them.")
