"""How much collateral of a loan in default is sold, what that brings, and whose it is. Ours.

Selling collateral worth r lowers the debt by r (1 - discount)(1 - fee) and what counts for it by r (1 - haircut), so a
sale restores the target T once r ((1 - discount)(1 - fee) - T (1 - haircut)) is at least debt - T x value.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.credit.ratio import Pledge, value, within
from solvent.policy.credit import SalePolicy
from solvent.units import PPM


class Proceeds(NamedTuple):
    """What a sale brings and whose it is, atoms of the currency.

    gross      from the buyer
    fee        the desk's, rounded up
    interest   paid of the interest that is due, which comes first
    principal  paid of the principal
    surplus    the client's
    """

    gross: int
    fee: int
    interest: int
    principal: int
    surplus: int


def proceeds(pledge: Pledge, sold: int, fee: int, principal: int, interest: int) -> Proceeds:
    """What a sale of so many atoms brings at the pledge's price: fee first, then interest, principal, the client.

    fee                   ppm of what it brings
    principal, interest   atoms that are owed
    Law                   gross = fee + interest + principal + surplus
    """
    gross = mul_div_down(sold, pledge.price, pledge.grain)
    taken = mul_div_up(gross, fee, PPM)
    of_interest = min(gross - taken, interest)
    of_principal = min(gross - taken - of_interest, principal)
    return Proceeds(gross, taken, of_interest, of_principal, gross - taken - of_interest - of_principal)


def due(terms: SalePolicy, debt: int, pledges: Sequence[Pledge]) -> tuple[int, int]:
    """Which pledge is sold next and how many atoms of it: the first that is left, as much as restores the loan.

    returns   (0, 0) where nothing needs to be sold or nothing is left
    Law       if it all sells at the assumed discount, the loan is at the target or this pledge is gone; with one atom
              less it would not be there
    """
    if within(debt, value(pledges), terms.target):
        return 0, 0
    for place, pledge in enumerate(pledges):
        if pledge.amount:
            return place, _amount(terms, debt, pledges, place)
    return 0, 0


def floor_price(terms: SalePolicy, price: int) -> int:
    """The least a bid may be, 10^-9 of the currency for one whole, rounded up; 0: any."""
    return mul_div_up(price, terms.floor, PPM)


def _amount(terms: SalePolicy, debt: int, pledges: Sequence[Pledge], place: int) -> int:
    pledge, others = pledges[place], value(pledges) - pledges[place].value

    def left(sold: int) -> int:
        assumed = pledge._replace(price=mul_div_down(pledge.price, PPM - terms.discount, PPM))
        gross = mul_div_down(sold, assumed.price, assumed.grain)
        return max(debt - gross + mul_div_up(gross, terms.fee, PPM), 0)

    def restored(sold: int) -> bool:
        worth = others + pledge._replace(amount=pledge.amount - sold).value
        return within(left(sold), worth, terms.target)

    enough = _least(restored, pledge.amount)
    if terms.target and 0 < left(enough) < terms.full_below:
        enough = _least(lambda sold: left(sold) == 0, pledge.amount)
    return enough


def _least(holds: Callable[[int], bool], most: int) -> int:
    """The least number up to `most` for which something holds that goes on holding; `most` where it never does."""
    low, high = 0, most
    while low < high:
        middle = (low + high) >> 1
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
