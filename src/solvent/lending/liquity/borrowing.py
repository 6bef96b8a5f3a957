"""Liquity v1: what a trove must be after its owner has acted.

Source    liquity/dev 39f1f7f BorrowerOperations.sol openTrove, _requireValidAdjustmentInCurrentMode, closeTrove;
          LiquityBase.sol, TroveManager.sol getBorrowingRate (2026-11-27, read in forks that keep them unchanged).
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.liquity.modes import System, Trove
from solvent.lending.liquity.ratio import Lines, ratio
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

MOST_FEE = 50_000_000_000_000_000  # wad, of a loan


class Terms(NamedTuple):
    """What a branch asks.

    lines                   the least ratios
    least_debt, set_aside   wad: the least a trove owes without what is set aside, and that
    fee                     wad, of what is borrowed
    """

    lines: Lines
    least_debt: int
    set_aside: int
    fee: int


def fee_of(terms: Terms, amount: int, recovering: bool, rate: int = 0) -> int:
    """The fee on a loan in the coin, rounded down, by the floor and the base rate [wad]; none in recovery mode."""
    return 0 if recovering else mul_div_down(amount, min(terms.fee + rate, MOST_FEE), WAD)


def may_change(
    terms: Terms, before: Trove | None, after: Trove, system: System, price: int, recovering: bool
) -> Refusal | None:
    """Why a trove may not be opened so, or changed to that.

    before       None where it is opened
    system       all troves before
    price        wad
    recovering   whether the system is in recovery mode before
    returns      POWER below the least ratio; SYSTEM where all together would be below theirs; in recovery mode
                 RECOVERING where collateral leaves, or more is owed at a lower ratio or one below the system's line
    """
    own = ratio(after.collateral, after.debt, price)
    if not recovering:
        if own < terms.lines.minimum:
            return Refusal.POWER
        return None if whole(system, before, after, price) >= terms.lines.critical else Refusal.SYSTEM
    if before is None:
        return None if own >= terms.lines.critical else Refusal.RECOVERING
    if after.collateral < before.collateral:
        return Refusal.RECOVERING
    if after.debt <= before.debt:
        return None
    better = own >= terms.lines.critical and own >= ratio(before.collateral, before.debt, price)
    return None if better else Refusal.RECOVERING


def may_owe(terms: Terms, debt: int) -> bool:
    """Whether a trove may owe so much, in wad, with what is set aside: in v1 at least 1,800 without it."""
    return debt - terms.set_aside >= terms.least_debt


def may_close(terms: Terms, trove: Trove, system: System, price: int, recovering: bool) -> Refusal | None:
    """Why a trove may not be closed: RECOVERING, LAST, or SYSTEM where the others would be below their line."""
    if recovering:
        return Refusal.RECOVERING
    if system.troves <= 1:
        return Refusal.LAST
    left = whole(system, trove, Trove(0, 0), price)
    return None if left >= terms.lines.critical else Refusal.SYSTEM


def whole(system: System, before: Trove | None, after: Trove, price: int) -> int:
    """The ratio of all troves once one is changed, in wad."""
    was = before or Trove(0, 0)
    collateral = system.collateral + after.collateral - was.collateral
    return ratio(collateral, system.debt + after.debt - was.debt, price)
