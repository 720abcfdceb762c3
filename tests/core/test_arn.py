"""The ARN of a model version."""

from __future__ import annotations

import pytest

from bot.core.arn import ModelArn

TEXT = (
    "arn:aws:rekognition:eu-west-1:123456789012"
    ":project/our-pets_2/version/our-pets_2.2026-11-23T10.00.00/1700000002000"
)


def test_its_parts() -> None:
    """Region, project and version are read from it, and it can be sent as it was given."""
    arn = ModelArn.parse(f" {TEXT}\n")

    assert arn.region == "eu-west-1"
    assert (arn.project, arn.version) == ("our-pets_2", "our-pets_2.2026-11-23T10.00.00")
    assert str(arn) == arn.text == TEXT


@pytest.mark.parametrize(
    "text",
    ["", "pets", TEXT.rsplit("/", 1)[0], TEXT.replace("/version/", "/dataset/"), TEXT + "x"],
)
def test_anything_else_is_refused(text: str) -> None:
    """What is not the ARN of a model version is told apart, with the form that it should have."""
    with pytest.raises(ValueError, match=r"project/NAME/version/NAME/NUMBER"):
        ModelArn.parse(text)
