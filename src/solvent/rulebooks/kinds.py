"""The kinds of value a rulebook may hold: how each is read, exactly, and how it is written again."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from solvent.errors import BadUnit
from solvent.rulebooks.tree import Node, shown
from solvent.units import (
    AMOUNT_DECIMALS,
    DURATIONS,
    INT64_MAX,
    MAX_AMOUNT,
    MAX_RATE,
    NS,
    PPM,
    amount,
    duration_ns,
    number,
    rate_ppm,
    scaled,
    time_ns,
    unscaled,
)

LEVEL_DECIMALS = 9
Value = int | bool | str | tuple[int | str, ...]


class Asset(NamedTuple):
    """What amounts are counted in: the asset's name, and an atom as 10^-decimals of it."""

    name: str = ""
    decimals: int = AMOUNT_DECIMALS


COUNTED = Asset()  # without a name, as most assets are counted


class Kind(StrEnum):
    """What a value is."""

    RATE = "rate"  # ppm
    LEVERAGE = "leverage"  # ppm, 10x is 10^7
    AMOUNT = "amount"  # atoms of the settlement asset
    DURATION = "duration"  # ns
    TIME = "time"  # ns UTC
    LEVEL = "level"  # of a price or a rate of exchange, 10^-9 of its currency
    COUNT = "count"
    FLAG = "flag"
    TEXT = "text"
    NAME = "name"  # of a rule in a family of the catalogue
    RATES = "rates"  # a list of ppm
    WORD = "word"  # a name of its own, such as a fund's
    WORDS = "words"  # a list of them
    ROWS = "rows"  # a list of tables, one per tier


class Parameter(NamedTuple):
    """One key of a table.

    default   what holds where the key is left out; None: the key must be given
    low       the smallest value allowed
    high      the largest value allowed
    family    of the names allowed (NAME)
    rows      keys of each row (ROWS)
    """

    name: str
    kind: Kind
    default: Value | None = None
    low: int = 0
    high: int = INT64_MAX
    family: str = ""
    rows: tuple["Parameter", ...] = ()
    optional: bool = False  # may be left out although there is no default


PROSE = Parameter("text", Kind.TEXT)


def rate(
    name: str, default: int | None = None, low: int = 0, high: int = MAX_RATE, optional: bool = False
) -> Parameter:
    """A rate in ppm."""
    return Parameter(name, Kind.RATE, default, low, high, optional=optional)


def leverage(name: str, optional: bool = False) -> Parameter:
    """A leverage of 1x or more, in ppm."""
    return Parameter(name, Kind.LEVERAGE, None, PPM, MAX_RATE, optional=optional)


def money(name: str, default: int | None = None, optional: bool = False, low: int = 0) -> Parameter:
    """An amount in atoms of the settlement asset, 0 or more."""
    return Parameter(name, Kind.AMOUNT, default, low, MAX_AMOUNT, optional=optional)


def duration(
    name: str, default: int | None = None, low: int = 0, high: int = INT64_MAX, optional: bool = False
) -> Parameter:
    """A duration in ns."""
    return Parameter(name, Kind.DURATION, default, low, high, optional=optional)


def choice(name: str, family: str, default: str | None = None, optional: bool = False) -> Parameter:
    """The name of a rule from one family of the catalogue."""
    return Parameter(name, Kind.NAME, default, family=family, optional=optional)


def _figure(parse: Callable[[str], int], example: str) -> Callable[[Node, Parameter, Asset], int]:
    def read(node: Node, parameter: Parameter, asset: Asset) -> int:
        if not isinstance(node.value, str):
            node.refuse(f"expected text with its unit, such as {example!r}, found {shown(node.value)}")
        try:
            value = amount(node.value, *asset) if parameter.kind is Kind.AMOUNT else parse(node.value)
        except BadUnit as error:
            node.refuse(str(error))
        return within(node, value, parameter)

    return read


def within(node: Node, value: int, parameter: Parameter) -> int:
    """The value, if it lies in the parameter's range."""
    if not parameter.low <= value <= parameter.high:
        low, high = (write(bound, parameter.kind) for bound in (parameter.low, parameter.high))
        bounds = f"{low} or more" if parameter.high in (INT64_MAX, MAX_AMOUNT) else f"{low} to {high}"
        node.refuse(f"expected {bounds}, found {shown(node.value)}")
    return value


def _time(text: str) -> int:
    """A time such as 2026-03-03T00:00:00Z in ns."""
    try:
        return time_ns(datetime.fromisoformat(text))
    except ValueError:
        raise BadUnit(f"expected a time such as 2026-03-03T00:00:00Z, found {text!r}") from None


def _level(text: str) -> int:
    """A price such as 1.04 in 10^-9."""
    return scaled(number(text, "a price"), LEVEL_DECIMALS, "a price", INT64_MAX)


def _count(node: Node, parameter: Parameter, _: Asset) -> int:
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        node.refuse(f"expected a whole number, found {shown(node.value)}")
    return within(node, node.value, parameter)


def _flag(node: Node, _: Parameter, __: Asset) -> bool:
    if not isinstance(node.value, bool):
        node.refuse(f"expected true or false, found {shown(node.value)}")
    return node.value


def _text(node: Node, _: Parameter, __: Asset) -> str:
    if not isinstance(node.value, str) or not node.value.strip():
        node.refuse(f"expected text, found {shown(node.value)}")
    return " ".join(node.value.split())


def _rates(node: Node, parameter: Parameter, asset: Asset) -> tuple[int, ...]:
    return tuple(_READERS[Kind.RATE](item, parameter, asset) for item in node.list)


def _word(node: Node, _: Parameter, __: Asset) -> str:
    if not isinstance(node.value, str) or not _NAMED.fullmatch(node.value):
        node.refuse(
            f"expected letters, digits and : / _ -, and * at the end for what begins so, found {shown(node.value)}"
        )
    return node.value


def _words(node: Node, parameter: Parameter, asset: Asset) -> tuple[str, ...]:
    if not node.list:
        node.refuse("expected at least one name, found none")
    return tuple(_word(item, parameter, asset) for item in node.list)


_NAMED = re.compile(r"[A-Za-z0-9:/_-]{1,64}\*?|\*")
_READERS: dict[Kind, Callable[[Node, Parameter, Asset], Any]] = {
    Kind.RATE: _figure(rate_ppm, "0.5 %"),
    Kind.LEVERAGE: _figure(rate_ppm, "50 x"),
    Kind.AMOUNT: _figure(amount, "100_000 USDC"),
    Kind.DURATION: _figure(duration_ns, "30 s"),
    Kind.TIME: _figure(_time, "2026-03-03T00:00:00Z"),
    Kind.LEVEL: _figure(_level, "1.04"),
    Kind.COUNT: _count,
    Kind.FLAG: _flag,
    Kind.RATES: _rates,
    Kind.TEXT: _text,
    Kind.WORD: _word,
    Kind.WORDS: _words,
}


def read(node: Node, parameter: Parameter, asset: Asset) -> Value:
    """The value of a key as an integer of its unit; anything else is refused with its line."""
    value: Value = _READERS[parameter.kind](node, parameter, asset)
    return value


def write(value: Value, kind: Kind, asset: Asset = COUNTED) -> str:
    """A value as a rulebook writes it: '0.5 %', '100_000 USDC', '30 s'."""
    if isinstance(value, tuple):
        return ", ".join(write(item, Kind.RATE) for item in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) or kind is Kind.COUNT:
        return str(value)
    if kind is Kind.DURATION:
        unit, size = next((u, s) for u, s in reversed(DURATIONS.items()) if value % s == 0 and (value or u == "s"))
        return f"{value // size} {unit}"
    if kind is Kind.TIME:
        seconds, rest = divmod(value, NS)
        fraction = f".{rest:09d}".rstrip("0").rstrip(".")
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}{fraction}Z"
    if kind is Kind.LEVEL:
        return _plain(unscaled(value, LEVEL_DECIMALS))
    if kind is Kind.AMOUNT and value < 0:
        return "without limit"
    if kind is Kind.AMOUNT:
        return f"{_grouped(unscaled(value, asset.decimals))} {asset.name}".strip()
    return f"{_plain(unscaled(value, 6))} x" if kind is Kind.LEVERAGE else f"{_plain(unscaled(value, 4))} %"


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(text: str) -> str:
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    return f"{int(whole):_}{'.' + part if part else ''}"
