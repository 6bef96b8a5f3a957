"""Morpho Blue: liquidations as the contract computes them, the incentive, pre-liquidation."""

from solvent.lending.morpho import early
from solvent.lending.morpho.liquidation import Market, Position, collateral_for, incentive, liquidate
from solvent.lending.refusal import Refusal
from tests.vectors.cases import Case
from tests.vectors.lending.reading import numbers
from tests.vectors.registry import Found, adapter


def pair(case: Case) -> tuple[Market, Position, int]:
    """The market, the position and the price of a case."""
    lltv, borrowed, shares = numbers(case, "lltv", "total_borrow", "total_borrow_shares")
    supplied = case.whole("total_supply") if "total_supply" in case.inputs else borrowed
    position = Position(*numbers(case, "collateral", "borrow_shares"))
    return Market(lltv, supplied, 0, borrowed, shares), position, case.whole("price")


def liquidated(case: Case) -> Found:
    """A liquidation, or why the contract reverts."""
    done = liquidate(*pair(case), *numbers(case, "seized", "repaid_shares"))
    if isinstance(done, Refusal):
        return {"revert": done.name.lower()}
    return {
        "seized": done.seized,
        "repaid": done.repaid,
        "shares_left": done.position.borrow_shares,
        "collateral_left": done.position.collateral,
        "total_borrow": done.market.borrowed,
        "total_supply": done.market.supplied,
        "bad_debt": done.bad_debt,
    }


for kind in ("health", "liquidation_amount", "bad_debt"):
    adapter("morpho_blue", kind, "lltv", "price", "borrow_shares", "collateral", "seized", "repaid_shares")(liquidated)


@adapter("morpho_blue", "bonus", "lltv")
def factor(case: Case) -> Found:
    """The incentive of a line."""
    return {"lif": incentive(case.whole("lltv"))}


@adapter("morpho_blue", "liquidation_amount", "pre_lltv", "pre_lcf1", "pre_lcf2", "pre_lif1", "pre_lif2")
def seizable(case: Case) -> Found:
    """The collateral that may be seized between the two lines."""
    market, position, price = pair(case)
    terms = early.Terms(*numbers(case, "pre_lltv", "pre_lcf1", "pre_lcf2", "pre_lif1", "pre_lif2"))
    found = early.bounds(market, position, price, terms)
    if isinstance(found, Refusal):
        return {"revert": found.name.lower()}
    return {"seizable": collateral_for(found.shares, price, found.incentive, market)}
