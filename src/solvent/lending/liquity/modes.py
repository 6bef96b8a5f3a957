"""Liquity v1: who may be liquidated, and how, while the system is whole and while it is in recovery."""

from collections.abc import Iterable
from typing import NamedTuple

from solvent.lending.liquity import split
from solvent.lending.liquity.ratio import V1, WHOLE, Lines, ratio
from solvent.lending.liquity.split import Split
from solvent.lending.refusal import Refusal


class Trove(NamedTuple):
    """What a trove holds and owes, in wad, with what was redistributed to it."""

    collateral: int
    debt: int


class System(NamedTuple):
    """All troves together, what the pool can offset (wad), and how many troves there are."""

    collateral: int
    debt: int
    pool: int
    troves: int

    def recovering(self, price: int, lines: Lines = V1) -> bool:
        """Whether the whole system is below its own line."""
        return ratio(self.collateral, self.debt, price) < lines.critical

    def after(self, done: Split) -> "System":
        """The system less what left it; what was redistributed stays."""
        gone = done.to_pool + done.to_caller + done.surplus
        return System(self.collateral - gone, self.debt - done.offset, self.pool - done.offset, self.troves - 1)


def liquidate(
    trove: Trove, system: System, price: int, recovering: bool | None = None, lines: Lines = V1
) -> Split | Refusal:
    """What becomes of one trove.

    price       wad
    recovering  whether recovery mode holds, None: as the system stands
    returns     HEALTHY, or LAST where only one trove is left
    Source      liquity/dev 39f1f7f TroveManager.sol _liquidateNormalMode, _liquidateRecoveryMode (read 2026-11-26)
    """
    if system.troves <= 1:
        return Refusal.LAST
    own = ratio(trove.collateral, trove.debt, price)
    if recovering is None:
        recovering = system.recovering(price, lines)
    if recovering and own <= WHOLE:
        return split.v1(trove.debt, trove.collateral, 0)
    if own < lines.minimum:
        return split.v1(trove.debt, trove.collateral, system.pool)
    below_all = own < ratio(system.collateral, system.debt, price)
    if recovering and below_all and trove.debt <= system.pool:
        return split.v1_capped(trove.debt, trove.collateral, price, lines.minimum)
    return Refusal.HEALTHY


def batch(troves: Iterable[Trove], system: System, price: int, lines: Lines = V1) -> list[Split | Refusal]:
    """Troves one after another; recovery is asked again after each, and once it is left it is left for good.

    troves    in the caller's order; ratios as they stood before the batch
    price     wad
    returns   one entry a trove
    Source    liquity/dev 39f1f7f TroveManager.sol _getTotalFromBatchLiquidate_RecoveryMode (read 2026-11-26)
    """
    found: list[Split | Refusal] = []
    recovering = system.recovering(price, lines)
    for trove in troves:
        done = liquidate(trove, system, price, recovering, lines)
        found.append(done)
        if isinstance(done, Split):
            system = system.after(done)
        recovering = recovering and system.recovering(price, lines)
    return found
