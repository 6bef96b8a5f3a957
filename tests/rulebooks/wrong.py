"""What every text of a rulebook has in common where it is wrong."""

from collections.abc import Callable

import pytest

from solvent.errors import BadRulebook


def is_named(read: Callable[[str], object], text: str, old: str, new: str, said: str) -> None:
    """A text in which one thing is changed is refused with its line, and why."""
    assert old in text
    with pytest.raises(BadRulebook, match=r"text:[0-9]+") as refused:
        read(text.replace(old, new, 1))
    assert said in str(refused.value)
