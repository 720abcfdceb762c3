"""The jobs by which a training and a switch go on, one after the other, and their keys."""

from __future__ import annotations

from bot.core.requests import FollowRequest, SwitchRequest, TrialRequest
from bot.core.versions import ModelVersion

ANEW = -1
"""Instead of a look's number: a version that is there is to be measured anew."""


def training_key(version: ModelVersion) -> str:
    """Of the message that follows a training."""
    return f"training:{version.detector}:{version.number}"


def follow(version: int, channel: str, look: int) -> FollowRequest:
    """The next look at a training."""
    return FollowRequest(f"training:{version}:{look}", version, channel, look)


def switch(version: int, user: str, channel: str, key: str, step: int) -> SwitchRequest:
    """The next step of a switch; `key` is of the request that asked for it."""
    return SwitchRequest(f"{key.partition('~')[0]}~{step}", version, user, channel, step)


def trial(version: int, user: str, channel: str, key: str) -> TrialRequest:
    """The first step of a trial; `key` is of the request that asked for it."""
    return TrialRequest(f"{key.partition('~')[0]}~0", version, user, channel)
