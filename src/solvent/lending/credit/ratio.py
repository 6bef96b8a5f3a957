"""Loan to value: a debt against what its collateral counts for. Compared by products, shown rounded up. Ours."""

from collections.abc import Sequence
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.units import INT64_MAX, PPM

PRICE_DECIMALS = 9


class Pledge(NamedTuple):
    """Collateral of one asset.

    amount    atoms of the asset
    price     10^-9 of the currency for one whole of it
    grain     how many of amount x price make one atom of the currency
    haircut   ppm of the price that do not count
    """

    amount: int
    price: int
    grain: int
    haircut: int = 0

    @property
    def value(self) -> int:
        """Atoms of the currency it counts for, rounded down."""
        return mul_div_down(self.amount * self.price, PPM - self.haircut, PPM * self.grain)


def grain(asset_decimals: int, currency_decimals: int) -> int:
    """How many atoms x price make one atom of the currency: a power of ten, 1 or more."""
    return int(10 ** (asset_decimals + PRICE_DECIMALS - currency_decimals))


def value(pledges: Sequence[Pledge]) -> int:
    """Atoms that all collateral of a loan counts for."""
    return sum(pledge.value for pledge in pledges)


def reached(debt: int, worth: int, line: int) -> bool:
    """Whether a debt stands at a line (ppm) or above it; nothing owed stands nowhere."""
    return debt > 0 and debt * PPM >= line * worth


def within(debt: int, worth: int, line: int) -> bool:
    """Whether a debt stands at a line (ppm) or below it."""
    return debt * PPM <= line * worth


def loan_to_value(debt: int, worth: int) -> int:
    """ppm, rounded up; INT64_MAX where nothing stands behind a debt, or too little to say."""
    if debt == 0:
        return 0
    return min(mul_div_up(debt, PPM, worth), INT64_MAX) if worth else INT64_MAX


def restoring_repayment(debt: int, worth: int, line: int) -> int:
    """Atoms whose repayment brings a loan to a line.

    Law   with them it is within the line; with one atom less it is not
    """
    return max(debt - mul_div_down(line, worth, PPM), 0)


def restoring_value(debt: int, worth: int, line: int) -> int:
    """Atoms that more collateral must count for to bring a loan to a line of 1 ppm or more; the same law."""
    return max(mul_div_up(debt, PPM, line) - worth, 0)


def restoring_amount(missing: int, pledge: Pledge) -> int | None:
    """Atoms of an asset that count for `missing` atoms of the currency by themselves; none where it has no price."""
    return mul_div_up(missing, PPM * pledge.grain, pledge.price * (PPM - pledge.haircut)) if pledge.price else None
