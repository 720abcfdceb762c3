"""Which version of Custom Labels the team uses."""

from __future__ import annotations

from bot.core.arn import ModelArn
from bot.core.errors import NoModelYet
from bot.core.versions import ModelVersion, Versions

CUSTOM_LABELS = "custom-labels"


class CloudVersion:
    """The version that the team uses, looked up at each call: another process may switch it.

    Args:
        base: the version that MODEL_ARN names; `None` where the team begins without a model.
        versions: what the team has trained; `None` for a detector as it came.
    """

    def __init__(self, base: ModelArn | None, versions: Versions | None) -> None:
        self._base = base
        self._versions = versions

    @property
    def base(self) -> ModelVersion | None:
        """The version that the team began with."""
        return ModelVersion.base(CUSTOM_LABELS, self._base.text) if self._base else None

    def arn(self) -> ModelArn:
        """Its ARN.

        Raises:
            NoModelYet: the team has none.
        """
        found = self._found()
        if found is None:
            raise NoModelYet
        return found

    def handle(self) -> str:
        """Its ARN as text; empty while the team has none."""
        found = self._found()
        return found.text if found is not None else ""

    def name(self) -> str:
        """Its name at AWS."""
        found = self._found()
        return found.version if found is not None else CUSTOM_LABELS

    def exists(self) -> bool:
        """Whether the team has a model."""
        return self._found() is not None

    def _found(self) -> ModelArn | None:
        used = self._versions.in_use(CUSTOM_LABELS) if self._versions is not None else None
        return ModelArn.parse(used.handle) if used is not None else self._base
