"""Scales and limits of every number, and the exact way from text to integers and back.

| type        | stored as      | scale                       | limit                              |
|-------------|----------------|-----------------------------|------------------------------------|
| Amount      | int64 atoms    | 10^-6 of the settlement, or | absolute value at most 10^18       |
|             |                | as the asset is listed      |                                    |
| Price       | int64 ticks    | per market, 10^-decimals    | 1 to 2^53                          |
| Size        | int64 lots     | per market, signed by side  | lots x ticks (inverse: x -den) at  |
|             |                |                             | most 2^62, and the notional at     |
|             |                |                             | most 2^52 atoms a row              |
| Rate        | int64 ppm      | 10^-6                       | 0 to 10^9                          |
| FundingRate | int64 ppb      | 10^-9 per interval, signed  | absolute value at most 10^9        |
| Time        | int64 ns       | UTC since 1970              | 0 to 2^63 - 1                      |

Grid rule: where size decimals + price decimals = decimals of the amount, `lots * ticks` *is* the notional in atoms: one
multiply, no rounding. A finer grid divides by a power of ten (`value_den`), rounded against the account; a coarser one
is refused, since the same market can always be written on a finer grid. An inverse contract is worth
`contract value / price`: its grid is a number below 0 (`inverse_den`), by which lots are multiplied and ticks divide.
"""

import re
from datetime import UTC, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

from solvent.errors import BadUnit

AMOUNT_DECIMALS = 6
ATOMS = 10**AMOUNT_DECIMALS
PPM = 10**6
PPB = 10**9
NS = 10**9

MAX_AMOUNT = 10**18
MAX_PRICE = 2**53
MAX_PRODUCT = 2**62
MAX_NOTIONAL = 2**52
MAX_INTEREST = 2**58  # atoms of open interest a market may be valued at: a wilder price is not believed
MAX_RATE = 10**9
MAX_ROWS_PER_BUCKET = 512
MAX_DECIMALS = 9
INT64_MAX = 2**63 - 1

# Headroom: the sums the sweep builds stay inside int64 whatever the book holds.
assert MAX_ROWS_PER_BUCKET * 2 * MAX_NOTIONAL + MAX_AMOUNT < INT64_MAX
assert MAX_PRODUCT < INT64_MAX
assert 2 * MAX_INTEREST < MAX_AMOUNT

MULTIPLES = {"%": Decimal("0.01"), "bp": Decimal("0.0001"), "ppm": Decimal("0.000001"), "x": Decimal(1)}
DURATIONS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": NS, "min": 60 * NS, "h": 3600 * NS, "d": 86_400 * NS}

# Reading depends on nobody's decimal settings: what does not fit exactly is refused, never rounded.
_EXACT = Context(prec=200, traps=[Inexact, InvalidOperation])
_WITH_UNIT = re.compile(r"([+-]?[0-9_.]+(?:[eE][+-]?[0-9]+)?)\s*([^\s0-9_.].*)")


def number(text: str, what: str = "number") -> Decimal:
    """The exact decimal a text stands for; underscores may group digits; NaN and infinities are refused."""
    try:
        value = Decimal(text.strip().replace("_", ""), _EXACT)
    except (InvalidOperation, AttributeError, TypeError):
        raise BadUnit(f"expected {what} such as 12.5, found {text!r}") from None
    if not value.is_finite():
        raise BadUnit(f"expected {what} that is finite, found {text!r}")
    if abs(value.adjusted()) > 40:
        raise BadUnit(f"expected {what} between 10^-40 and 10^40, found {text!r}")
    return value


def scaled(value: Decimal, decimals: int, what: str, limit: int, unit: Decimal | int = 1) -> int:
    """An exact decimal of some unit as an integer count of 10^-decimals; refused when it needs more digits or is large.

    unit   what 1 stands for, such as 0.01 where the value is in per cent
    """
    try:
        value = _EXACT.multiply(value, Decimal(unit))
        result = int(_EXACT.to_integral_exact(_EXACT.scaleb(value, decimals)))
    except (Inexact, InvalidOperation):
        raise BadUnit(f"expected {what} with at most {decimals} decimals, found {value}") from None
    if abs(result) > limit:
        raise BadUnit(f"expected {what} of at most {unscaled(limit, decimals)}, found {value}")
    return result


def unscaled(value: int, decimals: int) -> str:
    """An integer count of 10^-decimals as plain text, trailing zeros kept."""
    sign, digits = "-" if value < 0 else "", str(abs(value)).rjust(decimals + 1, "0")
    return f"{sign}{digits[: len(digits) - decimals]}{'.' + digits[len(digits) - decimals :] if decimals else ''}"


def plain(ppm: int) -> str:
    """A number in ppm without a unit and without trailing zeros: 500000 is '0.5'."""
    return unscaled(ppm, 6).rstrip("0").rstrip(".")


def _split(text: str, what: str, example: str) -> tuple[str, str]:
    if not isinstance(text, str):
        raise BadUnit(f"expected {what} as text with its unit, such as {example!r}, found {text!r}")
    parts = _WITH_UNIT.fullmatch(text.strip())
    if not parts:
        raise BadUnit(f"expected {what} with its unit, such as {example!r}, found {text!r}")
    return parts[1], parts[2]


def amount(text: str, asset: str = "", decimals: int = AMOUNT_DECIMALS) -> int:
    """'100_000 USDC' in atoms of 10^-decimals; where an asset is given the text must name that asset."""
    figure, unit = _split(text, "an amount", f"100_000 {asset or 'USDC'}")
    if asset and unit != asset:
        raise BadUnit(f"expected an amount in {asset}, found {text!r}")
    return scaled(number(figure, "an amount"), decimals, "an amount", MAX_AMOUNT)


def rate_ppm(text: str) -> int:
    """'0.5 %', '5 bp', '12 ppm' or '2 x' in ppm."""
    figure, unit = _split(text, "a rate", "0.5 %")
    if unit not in MULTIPLES:
        raise BadUnit(f"expected a rate in one of {', '.join(MULTIPLES)}, found {text!r}")
    return scaled(number(figure, "a rate"), 6, "a rate", MAX_RATE, MULTIPLES[unit])


def rate_ppt(text: str) -> int:
    """The same in 10^-12, for rates that contracts keep with many digits."""
    figure, unit = _split(text, "a rate", "0.5 %")
    if unit not in MULTIPLES:
        raise BadUnit(f"expected a rate in one of {', '.join(MULTIPLES)}, found {text!r}")
    return scaled(number(figure, "a rate"), 12, "a rate", MAX_RATE * PPM, MULTIPLES[unit])


def funding_rate_ppb(text: str) -> int:
    """'0.01 %' or '1 bp' per interval in ppb, signed."""
    figure, unit = _split(text, "a funding rate", "0.01 %")
    if unit not in MULTIPLES:
        raise BadUnit(f"expected a funding rate in one of {', '.join(MULTIPLES)}, found {text!r}")
    return scaled(number(figure, "a funding rate"), 9, "a funding rate", PPB, MULTIPLES[unit])


def duration_ns(text: str) -> int:
    """'30 s', '500 ms' or '8 h' in ns."""
    figure, unit = _split(text, "a duration", "30 s")
    if unit not in DURATIONS:
        raise BadUnit(f"expected a duration in one of {', '.join(DURATIONS)}, found {text!r}")
    value = scaled(number(figure, "a duration"), 0, "a duration in whole ns", INT64_MAX, DURATIONS[unit])
    if value < 0:
        raise BadUnit(f"expected a duration of 0 or more, found {text!r}")
    return value


def price_ticks(text: str, decimals: int) -> int:
    """A price such as '3.761' in ticks of 10^-decimals; 0 and less are refused."""
    ticks = scaled(number(text, "a price"), decimals, "a price", MAX_PRICE)
    if ticks < 1:
        raise BadUnit(f"expected a price above 0, found {text!r}")
    return ticks


def size_lots(text: str, decimals: int) -> int:
    """A size such as '-12.5' in lots of 10^-decimals, signed."""
    return scaled(number(text, "a size"), decimals, "a size", MAX_PRODUCT)


def time_ns(when: datetime) -> int:
    """A UTC datetime in ns since 1970, exactly; a time without a zone or beyond int64 (1970 to 2262) is refused."""
    if when.tzinfo is None:
        raise BadUnit(f"expected a time with its zone, such as 2025-10-10T21:05:00Z, found {when.isoformat()}")
    since = when - datetime(1970, 1, 1, tzinfo=UTC)
    result = (since.days * 86_400 + since.seconds) * NS + since.microseconds * 1000
    if not 0 <= result <= INT64_MAX:
        raise BadUnit(f"expected a time from 1970 to 2262, found {when.isoformat()}")
    return result


def value_den(size_decimals: int, price_decimals: int, decimals: int = AMOUNT_DECIMALS) -> int:
    """Lots x ticks in one atom of 10^-decimals: 1 on the grid, a power of ten on a finer one; a coarser is refused."""
    _legal_decimals(size_decimals, price_decimals, decimals)
    extra = size_decimals + price_decimals - decimals
    if extra < 0:
        raise BadUnit(
            f"expected size decimals + price decimals of at least {decimals}, found "
            f"{size_decimals} + {price_decimals}: write the market on a finer grid"
        )
    return int(10**extra)


def inverse_den(contract_value: int, size_decimals: int, price_decimals: int, decimals: int = AMOUNT_DECIMALS) -> int:
    """The grid of an inverse market, below 0: minus the atoms x ticks in one lot.

    One contract is worth contract_value / price; a lot is 10^-size_decimals of a contract. BitMEX XBTUSD: 1 USD, whole
    contracts, one price decimal, 8 decimals of the coin: -10^9, so that a lot at 100,000 ticks (10,000.0) is 10,000
    atoms, 0.0001 XBT.
    """
    _legal_decimals(size_decimals, price_decimals, decimals)
    if contract_value < 1:
        raise BadUnit(f"expected a contract value of 1 quote unit or more, found {contract_value}")
    lot = Fraction(contract_value * 10 ** (price_decimals + decimals), 10**size_decimals)
    if lot.denominator != 1 or lot > MAX_PRODUCT:
        raise BadUnit(
            f"expected a lot of 1 to {MAX_PRODUCT} whole atoms x ticks, found {contract_value} quote units with "
            f"{size_decimals} size, {price_decimals} price and {decimals} amount decimals"
        )
    return -lot.numerator


def _legal_decimals(*found: int) -> None:
    if not all(0 <= decimals <= MAX_DECIMALS for decimals in found):
        raise BadUnit(f"expected decimals from 0 to {MAX_DECIMALS}, found {' and '.join(map(str, found))}")
