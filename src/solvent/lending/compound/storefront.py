"""Compound III's storefront: seized collateral at a discount, sold only while reserves are below their target."""

from solvent.fixed import mul_div_down
from solvent.lending.compound.health import Base
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD


def discounted(price: int, liquidation_factor: int, storefront_factor: int) -> int:
    """What a buyer pays for a whole of a collateral.

    arguments   as in `quote`
    returns     units of 1e-8, rounded down; 0 for a price so low that the contract would divide by it
    Source      as `quote`
    """
    discount = mul_div_down(storefront_factor, WAD - liquidation_factor, WAD)
    return mul_div_down(price, WAD - discount, WAD)


def quote(paid: int, base: Base, price: int, scale: int, liquidation_factor: int, storefront_factor: int) -> int:
    """How much collateral an amount of the base asset buys.

    paid                units of the base asset
    price, scale        of the collateral: units of 1e-8, units of a whole
    liquidation_factor  wad: what the account was credited with
    storefront_factor   wad: the share of the penalty that the buyer is given
    returns             units of the collateral, rounded down at each step
    Source              compound-finance/comet d5a30b0 Comet.sol quoteCollateral (read 2026-11-26)
    """
    whole = discounted(price, liquidation_factor, storefront_factor)
    return mul_div_down(mul_div_down(base.price * paid, scale, whole), 1, base.scale)


def bought(wanted: int, held: int, reserves: int, target: int) -> int | Refusal:
    """What a buyer gets of a quoted amount.

    wanted            units of the collateral, as quoted
    held              units of it that the protocol has seized
    reserves, target  units of the base asset; reserves signed, before the buyer pays
    returns           wanted; NOT_FOR_SALE at or above the target, TOO_MUCH for more than is held
    Source            compound-finance/comet d5a30b0 Comet.sol buyCollateral (read 2026-11-26)
    """
    if 0 <= reserves >= target:
        return Refusal.NOT_FOR_SALE
    return Refusal.TOO_MUCH if wanted > held else wanted
