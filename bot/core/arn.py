"""The name of a model version in AWS, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelArn:
    """The ARN of a model version of Rekognition Custom Labels.

    Attributes:
        text: the ARN as it was given.
        region: where the model is, and the only place where it can be called.
        project: the project's name.
        version: the model version's name.
    """

    text: str
    region: str
    project: str
    version: str

    # The pattern of ProjectVersionArn in botocore's service model of Rekognition.
    _PATTERN = re.compile(
        r"arn:[a-z\d-]+:rekognition:(?P<region>[a-z\d-]+):\d{12}"
        r":project/(?P<project>[a-zA-Z0-9_.\-]{1,255})"
        r"/version/(?P<version>[a-zA-Z0-9_.\-]{1,255})/[0-9]+"
    )

    @classmethod
    def parse(cls, text: str) -> ModelArn:
        """Take an ARN apart.

        Raises:
            ValueError: it is not the ARN of a model version.
        """
        match = cls._PATTERN.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                "must look like arn:aws:rekognition:REGION:ACCOUNT:project/NAME/version/NAME/NUMBER"
            )
        return cls(match.group(), **match.groupdict())

    def __str__(self) -> str:
        return self.text
