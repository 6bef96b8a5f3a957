"""Where a position has used up its margin, and what closing it there would bring."""

from solvent.fixed import mul_div_down, rule
from solvent.grid import ticks_worth, value


def _bankruptcy_price(lots: int, ticks: int, den: int, equity: int) -> int:
    """The last price at which a bucket's equity is not below 0, all its other positions held fixed.

    lots      lots, signed, not 0
    ticks     ticks, valuation
    den       count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity    atoms, signed, at the valuation: of the isolated position, or of the whole cross bucket; or the position's
              share of it (share_of_equity), where every position is to end at 0 by itself
    returns   ticks, rounded against the account: the lowest of a long, the highest of a short; 0 where there is none
    Source    ours: p0 - b c / q on the integers; for an inverse contract Q s / (M + s Q / p0)
    Law       equity >= 0 there, and < 0 one tick further
    """
    return ticks_worth(lots, value(lots, ticks, den) - equity, den)


bankruptcy_price = rule(_bankruptcy_price)


def _share_of_equity(equity: int, margin: int, maintained: int) -> int:
    """A position's share of its bucket's equity, in proportion to maintenance.

    equity       atoms, signed, of the bucket
    margin       atoms, maintenance of the position, or the part of it that is closed
    maintained   atoms, maintenance of the bucket; 0: there is nothing to share by, and the share is 0
    returns      atoms, signed, rounded down
    Source       dYdX v4-chain 84d4664 x/clob/keeper/liquidations.go GetBankruptcyPriceInQuoteQuantums
    """
    if maintained <= 0:
        return 0
    return mul_div_down(equity, margin, maintained)


share_of_equity = rule(_share_of_equity)


def _bankruptcy_quote(change: int, equity: int, released: int, maintained: int) -> int:
    """What closing part of a position at its bankruptcy price brings: it takes its share of the equity with it.

    change       atoms, signed: value of the position after less before, at the valuation
    equity       atoms, signed, of the bucket
    released     atoms, maintenance of the position before less after
    maintained   atoms, maintenance of the bucket
    returns      atoms: above 0 the account receives, below 0 it pays
    Source       dYdX v4-chain 84d4664 x/clob/keeper/liquidations.go: -DNNV - floor(TNC |DMMR| / TMMR)
    """
    return -change - share_of_equity(equity, abs(released), maintained)


bankruptcy_quote = rule(_bankruptcy_quote)
