"""From one cell of a file to one exact value, or to a message that says file, row, column, expected and found.

A cell is text as it stood in the file. Numbers are never passed through a binary float on their way.
"""

from collections.abc import Callable
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import NoReturn, TypeVar

from solvent import units
from solvent.errors import BadBook, BadUnit

LONGEST_NUMBER = 80  # characters; more digits than any venue prints
LONGEST_NAME = 200  # characters, as in the engine
EMPTY = {"", "null", "none"}
# Wide enough for any sum and product of numbers within the two limits above; what would not fit raises.
EXACT = Context(prec=1000, traps=[Inexact, InvalidOperation, Overflow])
TRUE, FALSE = {"true", "1", "yes", "isolated"}, {"false", "0", "no", "cross"}

T = TypeVar("T")


class Literal(str):
    """The text of a bare number in JSON, kept digit by digit; a string in quotes stays a plain `str`."""

    __slots__ = ()


def cut(value: object, width: int = 40) -> str:
    """A value as it can stand in a message: quoted, and shortened where it is long."""
    text = value if isinstance(value, str) else ascii(value)
    return repr(text) if len(text) <= width else f"{text[:width]!r}... ({len(text)} characters)"


def refuse(where: str, column: str, expected: str, found: object) -> NoReturn:
    """Raises the one kind of message this room has for a bad cell."""
    text = "nothing" if is_empty(found) else cut(found)
    raise BadBook(f"expected {expected}, found {text}", f"{where}, column {column}" if column else where)


def is_empty(cell: object) -> bool:
    """Whether a cell says nothing: absent, blank, null or none."""
    return cell is None or (isinstance(cell, str) and cell.strip().lower() in EMPTY)


def number(cell: object, where: str, column: str, expected: str = "a number") -> Decimal:
    """The exact decimal in a cell."""
    if isinstance(cell, bool) or not isinstance(cell, str) or is_empty(cell):
        refuse(where, column, expected, cell)
    if len(cell) > LONGEST_NUMBER:
        refuse(where, column, f"{expected} of at most {LONGEST_NUMBER} characters", cell)
    try:
        return units.number(cell, expected)
    except BadUnit:
        refuse(where, column, f"{expected} between 10^-40 and 10^40 such as 12.5", cell)


def positive(cell: object, where: str, column: str, expected: str = "a number above 0") -> Decimal:
    """The exact decimal in a cell, above 0."""
    value = number(cell, where, column, expected)
    if value <= 0:
        refuse(where, column, expected, cell)
    return value


def not_negative(cell: object, where: str, column: str, expected: str = "a number of 0 or more") -> Decimal:
    """The exact decimal in a cell, 0 or more."""
    value = number(cell, where, column, expected)
    if value < 0:
        refuse(where, column, expected, cell)
    return value


def optional(read: Callable[[object, str, str], T], cell: object, where: str, column: str) -> T | None:
    """What `read` makes of a cell, or None where the cell is empty."""
    return None if is_empty(cell) else read(cell, where, column)


def name(cell: object, where: str, column: str) -> str:
    """A name of an account, a market or an asset."""
    text = cell.strip() if isinstance(cell, str) else ""
    if not text or len(text) > LONGEST_NAME or not text.isprintable() or text.startswith("@"):
        refuse(where, column, f"a name of 1 to {LONGEST_NAME} printable characters that does not begin with @", cell)
    return text


def flag(cell: object, where: str, column: str) -> bool:
    """Yes or no, in the words files use for it."""
    word = ("true" if cell else "false") if isinstance(cell, bool) else str(cell).strip().lower()
    if word not in TRUE | FALSE:
        refuse(where, column, "true or false", cell)
    return word in TRUE


def choice(words: dict[str, int], cell: object, where: str, column: str) -> int:
    """One of a closed list of words, upper or lower case."""
    word = cell.strip().lower() if isinstance(cell, str) else cell
    if not isinstance(word, str) or word not in words:
        refuse(where, column, f"one of {', '.join(filter(None, words))}", cell)
    return words[word]
