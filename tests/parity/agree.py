"""One text, two speeds: what a rule or kernel says interpreted and compiled."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from solvent.fixed import Kernel, compiled_rule


def kernel_agrees(kernel: Kernel, *columns: Any) -> Any:
    """Runs a kernel both ways on copies; returns what it returned and every column it was given."""
    told = []
    for run in (kernel.interpreted, kernel.compiled):
        copies = [column.copy() if isinstance(column, np.ndarray) else column for column in columns]
        result = run(*copies)
        told.append((result, [copy.tolist() for copy in copies if isinstance(copy, np.ndarray)]))
    assert told[0] == told[1]
    return told[0]


def rule_agrees(rule: Callable[..., Any], cases: Iterable[tuple[Any, ...]]) -> None:
    """Runs a rule both ways on each case; lists stand for columns."""
    compiled = compiled_rule(rule)
    for case in cases:
        arrays = [np.array(part, np.int64) if isinstance(part, list) else part for part in case]
        assert compiled(*arrays) == rule(*case), case
