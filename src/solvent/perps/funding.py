"""Funding: what longs pay shorts, or shorts longs, so that the contract keeps to its index."""

from solvent.fixed import kernel, mul_div_down, mul_div_up, product_below, rule
from solvent.units import MAX_PRODUCT, PPB


def _payment(lots: int, ticks: int, den: int, rate_ppb: int) -> int:
    """What a position pays at one settlement; below 0 it receives. Who pays rounds up, who receives rounds down.

    lots       lots, signed
    ticks      ticks, the price funding is settled at
    den        count of lot x ticks in one atom; below 0: an inverse contract, see grid
    rate_ppb   ppb of notional for the interval; above 0 longs pay
    returns    atoms, signed: above 0 the position pays
    Source     ours for the rounding; the rule itself is every venue's: notional x rate
    Law        over positions that sum to 0 lots the payments sum to 0 or more, and to less than one atom a position
    """
    by, over = ticks, den
    if den < 0:
        by, over = -den, ticks
    if not product_below(abs(lots), by, MAX_PRODUCT, 1):  # after a gap: by the atom, still never for the account
        worth = mul_div_up(lots, by, over) if rate_ppb > 0 else mul_div_down(lots, by, over)
        return mul_div_up(worth, rate_ppb, PPB)
    # ceil(ceil(x / 10^9) / den) = ceil(x / (10^9 den)), and the inner one fits where the product of all would not
    return mul_div_up(mul_div_up(lots * by, rate_ppb, PPB), 1, over)


payment = rule(_payment)


def _payments(lots: list[int], ticks: int, den: int, rate_ppb: int, paid: list[int]) -> int:
    """payment over the positions of one market.

    lots      lots, signed, shape (rows,)
    paid      atoms, signed, above 0 where the position pays, shape (rows,); written
    returns   atoms, paid less received: the residual that rounding leaves, 0 or more where the lots sum to 0
    """
    residual = 0
    for i in range(len(lots)):
        paid[i] = payment(lots[i], ticks, den, rate_ppb)
        residual += paid[i]
    return residual


payments = kernel(_payments, out=("paid",))
