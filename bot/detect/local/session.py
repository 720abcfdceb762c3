"""Networks made ready to run on this machine's processor."""

from __future__ import annotations

from typing import Any

import onnxruntime

_WARNING = 2  # the least severe message that onnxruntime may write


def session(network: bytes, threads: int) -> Any:
    """A network in memory; several threads may run it at once."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _WARNING
    return onnxruntime.InferenceSession(network, options, ["CPUExecutionProvider"])
