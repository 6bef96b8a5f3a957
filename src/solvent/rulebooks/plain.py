"""Single values of a rulebook that stands by itself, each refused with its line where it is of another kind."""

from solvent.errors import BadUnit
from solvent.rulebooks.tree import Node, shown
from solvent.units import rate_ppm


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
    if not isinstance(node.value, str):
        node.refuse(f'expected a rate such as "80 %", found {shown(node.value)}')
    try:
        return rate_ppm(node.value)
    except BadUnit as error:
        node.refuse(str(error))
