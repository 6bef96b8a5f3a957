"""Prices and time: whose loan may be liquidated from here on, and which debts have no collateral behind them."""

from collections.abc import Iterable

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import refusal as r
from solvent.engine import tick
from solvent.engine.loans import reading
from solvent.engine.loans.views import view_of
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.lending.standing import Standing
from solvent.reasons import Reason


def observe_oracle(book: Book, command: c.ObserveOracle) -> Stages:
    """A pool's oracle answers; every loan of the pool is looked at."""
    pool = reading.pool_of(book, command.pool)
    told = _told(book, pool, command.asset, command.price)
    yield [told]
    yield swept(book, pool)


def observe_oracles(book: Book, command: c.ObserveOracles) -> Stages:
    """Several answers at one time, each asset at most once; every loan is looked at once."""
    pool, assets = reading.pool_of(book, command.pool), command.assets
    require(len(assets) == len(command.prices), Reason.LENGTHS_DIFFER,
            f"expected a price for each asset, found {len(assets)} and {len(command.prices)}")  # fmt: skip
    require(len(set(assets)) == len(assets), Reason.ALREADY_EXISTS, "expected each asset once, found one twice")
    told = [_told(book, pool, asset, price) for asset, price in zip(assets, command.prices, strict=True)]
    yield told
    yield swept(book, pool)


def _told(book: Book, pool: int, asset: str, digits: str) -> e.Event:
    """What an answer writes, or a refusal."""
    reserve, view = reading.reserve_of(book, pool, asset), view_of(book, pool)
    price = reading.units(digits, zero=True) if view.mute else reading.some(digits)
    par = view.par(book, reserve)
    require(par in (0, price), Reason.NOT_COLLATERAL, f"expected {par}, found {price}: prices are told in {asset}")
    name = book.market_names[int(book.reserves.follows[reserve]) - 1] if book.reserves.follows[reserve] else ""
    require(not name, Reason.ORACLE_FOLLOWS, f"expected no price of {asset}, which follows the index of {name}")
    return e.OracleUpdated(reserve, str(price))


def follow_index(book: Book, command: c.FollowIndex) -> Stages:
    """The price of a reserve is the index of a market from now on; until that has one, the price that was told."""
    market = r.index_of(book, command.market) if command.market else -1
    pool = reading.pool_of(book, command.pool)
    reserve = reading.reserve_of(book, pool, command.asset)
    is_told = not view_of(book, pool).par(book, reserve)
    require(is_told, Reason.NOT_COLLATERAL, f"expected an asset with a price, found {command.asset}: prices are in it")
    yield [e.IndexFollowed(reserve, market)]


def followed(book: Book) -> Stages:
    """The prices of reserves that follow an index which has moved, and whom that lets be liquidated."""
    moved = [(reserve, price) for reserve in np.flatnonzero(book.reserves.follows).tolist()
             if (price := _index(book, reserve)) not in (0, wide(book.reserves, reserve, "price"))]  # fmt: skip
    if moved:
        yield [e.OracleUpdated(reserve, str(price)) for reserve, price in moved]
        for pool in sorted({int(book.reserves.pool[reserve]) for reserve, _ in moved}):
            yield swept(book, pool)


def _index(book: Book, reserve: int) -> int:
    """The index a reserve follows in base units, rounded down; 0 while there is none, or none that can be kept."""
    market, base = int(book.reserves.follows[reserve]) - 1, int(book.pools.base_decimals[book.reserves.pool[reserve]])
    finer = 10 ** int(book.markets.price_decimals[market])
    return mul_div_down(int(book.markets.index[market]), 10**base, finer)


def advance_time(book: Book, command: c.AdvanceTime) -> Stages:
    """Time went on, and interest with it: what waits on perpetuals is looked at, then every pool."""
    if book.rules is not None:
        yield from tick.advance_time(book, command)
    yield []
    yield [event for pool in range(book.pools.n) for event in swept(book, pool)]


def swept(book: Book, pool: int) -> list[e.Event]:
    """What is told of a pool as a whole, and its loans that may be liquidated from now on, or no longer."""
    view, now_s = view_of(book, pool), reading.seconds(book.now_ns)
    found = [event for loan in view.suspects(book, pool, now_s) for event in _judged(book, loan)]
    return [*view.told(book, pool, now_s), *found]


def looked(book: Book, loan: int) -> list[e.Event]:
    """What has changed for one loan that was acted on."""
    return [*_judged(book, loan), *_backed(book, loan)]


def standing(book: Book, loan: int) -> Standing | None:
    """A loan's values and health now, exactly; none while a price it needs was not told."""
    return view_of(book, int(book.loans.pool[loan])).standing(book, loan, reading.seconds(book.now_ns))


def _judged(book: Book, loan: int) -> Iterable[e.Event]:
    whole = standing(book, loan)
    if whole is None or whole.liquidatable == bool(book.loans.liquidatable[loan]):
        return
    if whole.liquidatable:
        told = str(whole.collateral), str(whole.debt), whole.threshold
        yield e.LoanLiquidatable(loan, *told, str(whole.health))
    else:
        yield e.LoanRecovered(loan, str(whole.health))


def _backed(book: Book, loan: int) -> Iterable[e.Event]:
    """Debts that have nothing behind them now, or no longer, and who bears them."""
    view = view_of(book, int(book.loans.pool[loan]))
    for holding, owed in view.unbacked(book, loan, reading.seconds(book.now_ns)):
        if bool(owed) != bool(book.holdings.unbacked[holding]):
            yield e.BadDebtNamed(holding, str(owed), view.bearer)
