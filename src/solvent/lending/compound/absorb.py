"""Compound III's absorb: the protocol takes all collateral and all debt, and its reserves bear what is missing."""

from collections.abc import Sequence
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.compound.health import Base, Collateral
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD


class Absorption(NamedTuple):
    """What an absorb does, in units of the base asset.

    balance    what the account has afterwards, 0 or more: a surplus is left to it as supply
    paid_out   what the reserves pay: the debt, and the surplus
    """

    balance: int
    paid_out: int


def absorb(balance: int, base: Base, collaterals: Sequence[Collateral]) -> Absorption | Refusal:
    """All collateral for all debt, at the liquidation factor of each.

    balance      units of the base asset, below 0: owed
    collaterals  all that is held, `factor` the liquidation factor (what the account is credited), wad
    returns      NO_PRICE for any price of 0: unlike health, this reads them all
    Source       compound-finance/comet d5a30b0 Comet.sol absorbInternal (read 2026-11-26); whoever asks has to have
                 seen that the account is liquidatable
    Law          the account never ends below 0; what is missing is the reserves'
    """
    if base.price <= 0 or any(held.price <= 0 for held in collaterals):
        return Refusal.NO_PRICE
    worth = (mul_div_down(held.amount, held.price, held.scale) for held in collaterals)
    credit = sum(mul_div_down(value, held.factor, WAD) for value, held in zip(worth, collaterals, strict=True))
    after = max(balance + mul_div_down(credit, base.scale, base.price), 0)
    return Absorption(after, after - balance)
