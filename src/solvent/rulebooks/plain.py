"""Single values of a rulebook that stands by itself, each refused with its line where it is of another kind."""

from collections.abc import Callable

from solvent.errors import BadUnit
from solvent.rulebooks.tree import Node, shown
from solvent.units import duration_ns, rate_ppm

PPM_IN_BPS = 100


def flag(node: Node) -> bool:
    """true or false."""
    if not isinstance(node.value, bool):
        node.refuse(f"expected true or false, found {shown(node.value)}")
    return node.value


def text(node: Node) -> str:
    """Text that is not empty."""
    if not isinstance(node.value, str) or not node.value:
        node.refuse(f"expected text, found {shown(node.value)}")
    return node.value


def count(node: Node) -> int:
    """A whole number."""
    if not isinstance(node.value, int) or isinstance(node.value, bool):
        node.refuse(f"expected a whole number, found {shown(node.value)}")
    return node.value


def rate(node: Node) -> int:
    """A rate such as "80 %", in ppm."""
    return measured(node, rate_ppm, 'a rate such as "80 %"')


def bps(node: Node) -> int:
    """A rate such as "80 %", in parts in 10^4, of which it must be a whole number."""
    ppm = rate(node)
    if ppm % PPM_IN_BPS:
        node.refuse(f"expected whole hundredths of a percent, found {shown(node.value)}")
    return ppm // PPM_IN_BPS


def duration(node: Node) -> int:
    """A time such as "24 h", in ns."""
    return measured(node, duration_ns, 'a time such as "24 h"')


def measured(node: Node, read: Callable[[str], int], what: str = "text with its unit") -> int:
    """Text with its unit, as the smallest of that."""
    if not isinstance(node.value, str):
        node.refuse(f"expected {what}, found {shown(node.value)}")
    try:
        return int(read(node.value))
    except BadUnit as error:
        node.refuse(str(error))
