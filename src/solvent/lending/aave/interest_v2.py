"""How the interest of a reserve of Aave v2 moves: what views see, what an action writes, the rates it leaves behind."""

from typing import NamedTuple

from solvent.lending import interest, utilisation
from solvent.lending.aave.versions import V2
from solvent.lending.scales import BPS, RAY, mul_div_half_up

GWEI = 10**9  # the contract turns wad into ray before it averages rates


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


def seen(state: State, now: int) -> tuple[int, int]:
    """The indices a view computes, such as the health of an account.

    now       seconds, not before the last update
    returns   (supply index, borrow index), ray; at the moment of an update they are those that were written
    Source    aave/protocol-v2 ReserveLogic.sol getNormalizedIncome, getNormalizedDebt (read 2026-11-26)
    """
    passed = now - state.updated
    if not passed:
        return state.supply_index, state.borrow_index
    grown = interest.linear(state.supply_rate, passed), interest.compounded_v2(state.borrow_rate, passed)
    return mul_div_half_up(grown[0], state.supply_index, RAY), mul_div_half_up(grown[1], state.borrow_index, RAY)


def updated(state: State, factor: int, now: int) -> tuple[State, int]:
    """The state an action begins with, and what the treasury is given for the time since the last.

    factor    parts in 10^4
    now       seconds, not before the last update
    returns   (state, scaled amount minted, which the state counts as supplied)
    Source    aave/protocol-v2 ReserveLogic.sol updateState, _updateIndexes, _mintToTreasury (read 2026-11-26): nothing
              moves while suppliers earn nothing, and the borrow index stands still while nobody owes
    """
    if not state.supply_rate:
        return state._replace(updated=now), 0
    supply_index, borrow_index = seen(state, now)
    if not state.owed:
        borrow_index = state.borrow_index
    accrued = V2.owed(state.owed, borrow_index, RAY) - V2.owed(state.owed, state.borrow_index, RAY)
    share = mul_div_half_up(accrued, factor, BPS)
    minted = mul_div_half_up(share, RAY, supply_index)
    later = state._replace(supply_index=supply_index, borrow_index=borrow_index, updated=now)
    return later._replace(supplied=state.supplied + minted), minted


def rated(state: State, curve: Curve, available: int) -> State:
    """The state with the rates that hold from here on.

    available   units of the asset that are not lent out once the action is done
    Source      aave/protocol-v2 DefaultReserveInterestRateStrategy.sol calculateInterestRates (read 2026-11-26); debt
                at a stable rate, which raised the average, is not here
    """
    owed = V2.owed(state.owed, state.borrow_index, RAY)
    used = utilisation.usage(owed, available)
    rate = utilisation.two_slope(used, curve.optimal, curve.base, curve.slope, curve.steep)
    average = mul_div_half_up(mul_div_half_up(owed * GWEI, rate, RAY), RAY, owed * GWEI) if owed else 0
    return state._replace(supply_rate=utilisation.supply_rate(average, used, curve.factor), borrow_rate=rate)
