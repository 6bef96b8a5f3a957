"""How Compound III's two indices move: simple interest, at rates that follow from how much is lent out."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending import interest
from solvent.lending.compound.balances import utilisation
from solvent.lending.scales import YEAR
from solvent.lending.utilisation import kinked


class State(NamedTuple):
    """The base asset's interest as it was last written.

    supply_index, borrow_index   units of 1e-15
    supplied, owed               scaled, of everybody together
    updated                      seconds
    """

    supply_index: int
    borrow_index: int
    supplied: int
    owed: int
    updated: int


class Curve(NamedTuple):
    """One of the two curves: kink a share in wad; base, low and high wad of a second."""

    kink: int
    base: int
    low: int
    high: int


def curve(kink: int, base: int, low: int, high: int) -> Curve:
    """A curve as the contract keeps it.

    kink              wad
    base, low, high   wad of a year, each divided by the seconds of one, rounded down
    Source            compound-finance/comet d5a30b0 Comet.sol constructor (read 2026-11-27)
    """
    return Curve(kink, *(mul_div_down(rate, 1, YEAR) for rate in (base, low, high)))


def rates(state: State, supply: Curve, borrow: Curve) -> tuple[int, int]:
    """What suppliers are paid and borrowers pay, wad of a second.

    Both follow the usage at the indices that were last written. No treasury stands between them: what borrowers pay and
    suppliers do not get is the reserves', and where suppliers get more the reserves pay it.

    Source    compound-finance/comet d5a30b0 Comet.sol getUtilization, getSupplyRate, getBorrowRate (read 2026-11-27)
    """
    used = utilisation(state.supplied, state.owed, state.supply_index, state.borrow_index)
    return kinked(used, *supply), kinked(used, *borrow)


def accrued(state: State, supply: Curve, borrow: Curve, now: int) -> State:
    """The state with its indices brought up to a time; an action writes it, a view only looks.

    now       seconds, not before the last update
    Source    compound-finance/comet d5a30b0 Comet.sol accruedInterestIndices, accrueInternal (read 2026-11-27)
    Law       no index falls; interest compounds only where it is written
    """
    passed = now - state.updated
    if not passed:
        return state
    paid, charged = rates(state, supply, borrow)
    return state._replace(
        supply_index=interest.simple(state.supply_index, paid, passed),
        borrow_index=interest.simple(state.borrow_index, charged, passed),
        updated=now,
    )
