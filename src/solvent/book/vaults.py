"""The tables of pools of vaults: a collateral type as one, and its auctions.

A rad (10^-45 of a coin) does not fit into a wide number: it stands as two, whole wads and the ray below (`_fine`).
"""

from solvent.book.loans import put_wide, wide
from solvent.columns import Columns, Int64Array
from solvent.fixed import mul_div_down

RAY = 10**27


def rad(table: Columns, row: int, name: str) -> int:
    """A rad of a row."""
    return wide(table, row, name) * RAY + wide(table, row, f"{name}_fine")


def put_rad(table: Columns, row: int, name: str, value: int) -> None:
    """Writes a rad, 0 or more, into a row; the caller touches it."""
    whole = mul_div_down(value, 1, RAY)
    put_wide(table, row, name, whole)
    put_wide(table, row, f"{name}_fine", value - whole * RAY)


class Ilks(Columns):
    """A pool of vaults of one collateral: its terms, and what is in its buffer.

    collateral, coin               reserves
    mat, chop                      wad; duty: wide, ray a second
    line, dust, hole, tip, lump    whole coins, lump whole units of collateral
    buf, cusp, chip, cut, beg, reserve   wad
    tail, step, tau, ttl           seconds
    curve                          policy.Curve, 0: auctions rise
    breaker                        lending.maker.auction.Breaker
    buffer                         rad: penalties and fees, less what auctions lacked and who started them received
    """

    pool: Int64Array
    collateral: Int64Array
    coin: Int64Array
    mat: Int64Array
    chop: Int64Array
    duty: Int64Array
    duty_high: Int64Array
    line: Int64Array
    dust: Int64Array
    hole: Int64Array
    tip: Int64Array
    lump: Int64Array
    buf: Int64Array
    cusp: Int64Array
    chip: Int64Array
    cut: Int64Array
    beg: Int64Array
    reserve: Int64Array
    tail: Int64Array
    step: Int64Array
    tau: Int64Array
    ttl: Int64Array
    curve: Int64Array
    breaker: Int64Array
    buffer: Int64Array
    buffer_high: Int64Array
    buffer_fine: Int64Array
    buffer_fine_high: Int64Array


class Auctions(Columns):
    """A lot of collateral under auction.

    loan          the vault it came from
    lot           wide, wad left; tab: rad, to be raised still (falling) or in all (rising)
    cost          rad: the debt it is for, and what who started it received; raised: rad, so far
    top           wide, ray: the price a falling one began at
    since_s       seconds, when it began or was reset; ends_s: when a rising one takes no more bids
    expires_s     seconds at which the highest bid wins, 0: nobody has bid
    bidder        hash of who bid most, 0: nobody
    is_open       1 until it has ended
    """

    ilk: Int64Array
    loan: Int64Array
    lot: Int64Array
    lot_high: Int64Array
    tab: Int64Array
    tab_high: Int64Array
    tab_fine: Int64Array
    tab_fine_high: Int64Array
    cost: Int64Array
    cost_high: Int64Array
    cost_fine: Int64Array
    cost_fine_high: Int64Array
    raised: Int64Array
    raised_high: Int64Array
    raised_fine: Int64Array
    raised_fine_high: Int64Array
    top: Int64Array
    top_high: Int64Array
    since_s: Int64Array
    ends_s: Int64Array
    expires_s: Int64Array
    bidder: Int64Array
    is_open: Int64Array
