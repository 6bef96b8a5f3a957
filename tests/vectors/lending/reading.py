"""What the adapters of lending share: whole numbers out of decimal strings."""

from collections.abc import Mapping
from typing import Any

from tests.vectors.cases import Case, whole


def numbers(case: Case, *names: str) -> list[int]:
    """Some inputs as whole numbers, in the order asked for."""
    return [case.whole(name) for name in names]


def wholes(mapping: Mapping[str, Any], *names: str) -> list[int]:
    """Some members of a nested input as whole numbers."""
    return [whole(mapping[name], name) for name in names]
