"""How the interest of a reserve of Aave moves: what views see, what an action writes, the rates it leaves behind."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending import interest, utilisation
from solvent.lending.aave.versions import Version
from solvent.lending.scales import BPS, RAY, mul_div_half_up

GWEI = 10**9  # the contract of v2 turns wad into ray before it averages rates


class State(NamedTuple):
    """A reserve's interest as it was last written.

    supply_index, borrow_index   ray
    supply_rate, borrow_rate     ray of a year
    supplied, owed               scaled, of everybody together; debt at a variable rate only
    updated                      seconds
    """

    supply_index: int
    borrow_index: int
    supply_rate: int
    borrow_rate: int
    supplied: int
    owed: int
    updated: int


class Curve(NamedTuple):
    """How rates follow usage: ray, ray of a year; factor: parts in 10^4 of the interest that the treasury keeps."""

    optimal: int
    base: int
    slope: int
    steep: int
    factor: int


def seen(version: Version, state: State, now: int) -> tuple[int, int]:
    """The indices a view computes, such as the health of an account.

    now       seconds, not before the last update
    returns   (supply index, borrow index), ray; at the moment of an update they are those that were written
    Source    ReserveLogic.sol getNormalizedIncome, getNormalizedDebt: aave/protocol-v2, aave-dao/aave-v3-origin v3.3.0,
              v3.5.0, fd1fbd9 (read 2026-11-26)
    """
    passed = now - state.updated
    if not passed:
        return state.supply_index, state.borrow_index
    grown = interest.linear(state.supply_rate, passed), version.compounded(state.borrow_rate, passed)
    return mul_div_half_up(grown[0], state.supply_index, RAY), mul_div_half_up(grown[1], state.borrow_index, RAY)


def updated(version: Version, state: State, factor: int, now: int) -> tuple[State, int]:
    """The state an action begins with, and what the treasury is given for the time since the last.

    factor    parts in 10^4
    now       seconds, not before the last update
    returns   (state, scaled amount minted, which the state counts as supplied); the borrow index stands still while
              nobody owes, and in v2 nothing moves while suppliers earn nothing
    Source    ReserveLogic.sol updateState, _updateIndexes, _mintToTreasury (v2), _accrueToTreasury (v3), as `seen`
    """
    if version.idle and not state.supply_rate:
        return state._replace(updated=now), 0
    supply_index, borrow_index = seen(version, state, now)
    if not state.owed:
        borrow_index = state.borrow_index
    share = mul_div_half_up(_accrued(version, state, borrow_index), factor, BPS)
    minted = version.add_supply(share, RAY, supply_index)
    later = state._replace(supply_index=supply_index, borrow_index=borrow_index, updated=now)
    return later._replace(supplied=state.supplied + minted), minted


def _accrued(version: Version, state: State, index: int) -> int:
    """The interest of all debt together, in units."""
    if version.by_growth:
        return mul_div_down(state.owed, index - state.borrow_index, RAY)
    return version.owed(state.owed, index, RAY) - version.owed(state.owed, state.borrow_index, RAY)


def rated(version: Version, state: State, curve: Curve, available: int, deficit: int = 0) -> State:
    """The state with the rates that hold from here on.

    available   units of the asset that are not lent out once the action is done
    deficit     units that were lent and are owed by nobody: what suppliers earn is spread over them too
    Source      DefaultReserveInterestRateStrategy.sol (v2) and ...StrategyV2.sol (v3) calculateInterestRates, as
                `seen`; debt at a stable rate, which raised the average of v2, is not here
    """
    owed = version.owed(state.owed, state.borrow_index, RAY)
    used = utilisation.usage(owed, available)
    rate = utilisation.two_slope(used, curve.optimal, curve.base, curve.slope, curve.steep)
    average = rate if owed else 0
    if owed and version.idle:
        average = mul_div_half_up(mul_div_half_up(owed * GWEI, rate, RAY), RAY, owed * GWEI)
    earning = utilisation.usage(owed, available + deficit)
    return state._replace(supply_rate=utilisation.supply_rate(average, earning, curve.factor), borrow_rate=rate)
