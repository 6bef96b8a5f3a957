"""Liquity v2: troves at rates their owners choose, what all owe together, and what depositors earn of it.

What a trove owes grows by itself, rounded down; what all owe grows by the sum of debts times rates, rounded up, and is
minted: three quarters to the stability pool, the rest to others.

Source    liquity/bold 405f912 ActivePool.sol, TroveManager.sol _getLatestTroveData, _getInterestPeriod;
          BorrowerOperations.sol _calcUpfrontFee, _requireValidAdjustmentInCurrentMode; StabilityPool.sol
          _updateYieldRewardsSum, getDepositorYieldGain; Constants.sol (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.liquity.modes import Trove
from solvent.lending.liquity.product import SCALE, Deposit
from solvent.lending.liquity.product_v2 import SPAN, Pool
from solvent.lending.liquity.ratio import Lines, ratio
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD, YEAR

WEEK = 7 * 86_400
LEAST_RATE, MOST_RATE = 5 * 10**15, 25 * 10**17  # wad of a year
DEPOSITORS = 75  # parts in 100 of what is minted
LEAST_DEBT = 2_000 * WAD
LEAST_DEPOSITS = WAD  # below it what is earned waits


class Rate(NamedTuple):
    """What a trove's own debt grows by.

    rate       wad of a year
    since      seconds: when the debt was last written
    adjusted   seconds: when the rate was last chosen
    """

    rate: int = 0
    since: int = 0
    adjusted: int = 0


class Aggregate(NamedTuple):
    """What all troves owe together.

    recorded   wad
    weighted   wad x wad: the sum of debts times rates, as they were last written
    updated    seconds
    shut       seconds: when the branch was shut down, 0: it is not
    """

    recorded: int = 0
    weighted: int = 0
    updated: int = 0
    shut: int = 0

    def pending(self, now: int) -> int:
        """What has grown since, wad rounded up; nothing once the branch is shut down."""
        return 0 if self.shut else mul_div_up(self.weighted, now - self.updated, YEAR * WAD)

    def owed(self, now: int) -> int:
        """All of it now, wad, without what was redistributed and is in no trove's own numbers yet."""
        return self.recorded + self.pending(now)


class Change(NamedTuple):
    """What a step does to what all owe, wad.

    more, less          owed by who borrows or repays
    fee                 minted for a loan
    shared              redistributed before, and in a trove's own numbers from now on
    weighted, was       wad x wad: of the troves that change, afterwards and before
    """

    more: int = 0
    less: int = 0
    fee: int = 0
    shared: int = 0
    weighted: int = 0
    was: int = 0


def interest(weighted: int, seconds: int) -> int:
    """What a debt times its rate [wad x wad] grows by in so many seconds, wad rounded down."""
    return mul_div_down(weighted, seconds, YEAR * WAD)


def accrued(debt: int, rate: Rate, shut: int, now: int) -> int:
    """What a trove's recorded debt [wad] has grown by; it grows no more once its branch is shut down."""
    until = min(now, shut) if shut else now
    return interest(debt * rate.rate, max(until - rate.since, 0))


def average(all_: Aggregate, change: Change, now: int) -> int:
    """The average rate [wad] once a change is done, rounded down; it looks at no fee."""
    if all_.shut:
        return 0
    debt = all_.owed(now) + change.shared + change.more - change.less
    return mul_div_down(all_.weighted + change.weighted - change.was, 1, debt) if debt > 0 else 0


def fee_for(debt: int, rate: int) -> int:
    """A week of interest at the average rate [wad], in advance, wad rounded down."""
    return interest(debt * rate, WEEK)


def booked(all_: Aggregate, change: Change, now: int) -> tuple[Aggregate, int]:
    """What all owe after a change, and what is minted for the time since and the fee, wad."""
    minted = all_.pending(now) + change.fee
    recorded = all_.recorded + minted + change.shared + change.more - change.less
    return all_._replace(recorded=recorded, weighted=all_.weighted + change.weighted - change.was, updated=now), minted


def to_depositors(minted: int) -> int:
    """Three quarters of what is minted, wad rounded down."""
    return mul_div_down(minted, DEPOSITORS, 100)


class Yields(NamedTuple):
    """What depositors earn of interest: owed to them [wad], waiting for enough deposits, a sum for each scale."""

    owed: int = 0
    pending: int = 0
    sums: tuple[int, ...] = (0,)


def earned(yields: Yields, pool: Pool, more: int) -> Yields:
    """After more [wad] was minted for depositors; while the pool has less than 1 of the coin it waits."""
    gained = yields.pending + more
    if not gained or pool.deposits < LEAST_DEPOSITS:
        return yields._replace(pending=gained)
    sums = list(yields.sums) + [0] * (pool.scale + 1 - len(yields.sums))
    sums[pool.scale] += mul_div_down(pool.product, gained, pool.deposits)
    return Yields(yields.owed + gained, 0, tuple(sums))


def yielded(yields: Yields, held: Deposit, since: int) -> int:
    """What a deposit has earned, wad rounded down, at most what is owed to all.

    since   the sum of its scale when it was written
    """
    if not held.amount:
        return 0
    sums = yields.sums
    normal = (sums[held.scale] if held.scale < len(sums) else 0) - since
    later = sums[held.scale + 1 : held.scale + 1 + SPAN]
    normal += sum(mul_div_down(one, 1, SCALE**distance) for distance, one in enumerate(later, 1))
    return min(mul_div_down(held.amount, normal, held.product), yields.owed)


class System(NamedTuple):
    """All collateral and all debt of a branch, wad, before a change."""

    collateral: int
    debt: int


def may_open(lines: Lines, now: Trove, system: System, more: int, price: int) -> Refusal | None:
    """Why a trove may not be opened so: POWER below its line, SYSTEM where all would be below theirs.

    more   wad: all that is owed more, the fee too
    """
    if ratio(*now, price) < lines.minimum:
        return Refusal.POWER
    whole = ratio(system.collateral + now.collateral, system.debt + more, price)
    return Refusal.SYSTEM if whole < lines.critical else None


def may_adjust(lines: Lines, now: Trove, system: System, moved: Trove, lent: bool, price: int) -> Refusal | None:
    """Why a trove may not be changed so.

    now      the trove afterwards
    moved    what comes in of collateral and of debt, below 0: goes out; the fee is part of the debt
    lent     whether anything is borrowed
    returns  POWER below its line; SYSTEM where all would be below theirs; where they are already, RECOVERING where
             something is borrowed and they still would be, or collateral leaves that is worth more than what is repaid
    """
    if ratio(*now, price) < lines.minimum:
        return Refusal.POWER
    after = ratio(system.collateral + moved.collateral, system.debt + moved.debt, price)
    if ratio(*system, price) >= lines.critical:
        return Refusal.SYSTEM if after < lines.critical else None
    if lent and after < lines.critical:
        return Refusal.RECOVERING
    repaid, taken = max(-moved.debt, 0) if not lent else 0, max(-moved.collateral, 0)
    return Refusal.RECOVERING if repaid * WAD < taken * price else None
