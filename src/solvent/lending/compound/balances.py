"""Principal and present value of the base asset, and the reserves they leave: signed, a hole if below 0.

Source    compound-finance/comet d5a30b0 CometCore.sol, Comet.sol (read 2026-11-26)
"""

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.scales import WAD

INDEX = 10**15


def present(principal: int, supply_index: int, borrow_index: int) -> int:
    """What an account has (above 0) or owes (below 0), in units of the base asset.

    principal                   scaled, signed
    supply_index, borrow_index  units of 1e-15
    returns                     units, signed; rounded towards 0 on both sides, so a debt is rounded *down*
    """
    if principal >= 0:
        return mul_div_down(principal, supply_index, INDEX)
    return -mul_div_down(-principal, borrow_index, INDEX)


def principal(balance: int, supply_index: int, borrow_index: int) -> int:
    """The scaled balance of a present value: a supply rounded down, a debt rounded up; units as in `present`."""
    if balance >= 0:
        return mul_div_down(balance, INDEX, supply_index)
    return -mul_div_up(-balance, INDEX, borrow_index)


def reserves(balance: int, supply: int, borrow: int, supply_index: int, borrow_index: int) -> int:
    """What belongs to the protocol: what it has, less what it owes, plus what it is owed.

    balance          units of the base asset, held
    supply, borrow   scaled totals, 0 or more
    returns          units, signed: below 0 suppliers share a hole that no rule closes
    """
    return balance - present(supply, supply_index, borrow_index) - present(-borrow, supply_index, borrow_index)


def utilisation(supply: int, borrow: int, supply_index: int, borrow_index: int) -> int:
    """How much of what is supplied is lent out, in wad, rounded down; above 1 where reserves are lent too."""
    supplied = present(supply, supply_index, borrow_index)
    return mul_div_down(-present(-borrow, supply_index, borrow_index), WAD, supplied) if supplied else 0
