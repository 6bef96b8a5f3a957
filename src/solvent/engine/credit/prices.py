"""What collateral costs, as it is told or as a market's index says, and the time that goes on for every loan."""

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.credit import reading
from solvent.engine.credit.looking import looked
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.lending.credit.ratio import PRICE_DECIMALS
from solvent.reasons import Reason
from solvent.units import INT64_MAX


def observe_collateral(book: Book, command: c.ObserveCollateral) -> Stages:
    """Prices of a desk's collateral, each asset at most once; every loan of the desk is looked at once."""
    desk, assets = reading.desk_of(book, command.desk), command.assets
    require(len(assets) == len(command.prices), Reason.LENGTHS_DIFFER,
            f"expected a price for each asset, found {len(assets)} and {len(command.prices)}")  # fmt: skip
    require(len(set(assets)) == len(assets), Reason.ALREADY_EXISTS, "expected each asset once, found one twice")
    yield [_priced(book, desk, asset, price) for asset, price in zip(assets, command.prices, strict=True)]
    yield from looked(book, desk, command.time_ns)


def _priced(book: Book, desk: int, asset: str, price: int) -> e.Event:
    collateral = reading.collateral_of(book, desk, asset)
    require(price > 0, Reason.NOT_POSITIVE, f"expected a price above 0, found {price}")
    follows = int(book.collaterals.follows[collateral])
    name = book.market_names[follows - 1] if follows else ""
    require(not follows, Reason.ORACLE_FOLLOWS, f"expected no price of {asset}, which follows the index of {name}")
    return e.CollateralPriced(collateral, price)


def follow_collateral(book: Book, command: c.FollowCollateral) -> Stages:
    """The price of a collateral is the index of a market from now on; until that has one, the price that was told."""
    market = r.index_of(book, command.market) if command.market else -1
    desk = reading.desk_of(book, command.desk)
    collateral = reading.collateral_of(book, desk, command.asset)
    yield [e.CollateralSet(collateral, desk, int(book.collaterals.asset[collateral]), market)]


def after(book: Book, command: c.Command) -> Stages:
    """What any command may change for loans: an index that collateral follows, and time where it is told to pass."""
    t, now_ns = book.collaterals, command.time_ns
    moved = [(collateral, price) for collateral in np.flatnonzero(t.follows).tolist()
             if (price := _index(book, collateral)) not in (0, int(t.price[collateral]))]  # fmt: skip
    desks = {int(t.desk[collateral]) for collateral, _ in moved}
    if moved:
        yield [e.CollateralPriced(collateral, price) for collateral, price in moved]
    if isinstance(command, c.AdvanceTime):
        desks = set(range(book.desks.n))
    for desk in sorted(desks):
        yield from looked(book, desk, now_ns)


def _index(book: Book, collateral: int) -> int:
    """The index a collateral follows, as its price; 0 while there is none, or none that can be kept."""
    market = int(book.collaterals.follows[collateral]) - 1
    finer = 10 ** int(book.markets.price_decimals[market])
    price = mul_div_down(int(book.markets.index[market]), 10**PRICE_DECIMALS, finer)
    return price if price <= INT64_MAX else 0
