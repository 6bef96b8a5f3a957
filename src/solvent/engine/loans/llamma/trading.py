"""Trades with the bands: whoever brings the AMM's price back to the market's liquidates loans a little, both ways.

Source    curvefi/curve-stablecoin cf1d05f AMM.vy _exchange (read 2026-11-27)
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.llamma.market import pool_at, told, traded
from solvent.engine.loans.reading import paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.llamma.swap import swap
from solvent.reasons import Posting, Reason


def trade_bands(book: Book, command: c.TradeBands) -> Stages:
    """As much of an amount as the bands take; the price is written even where that moves it within two minutes."""
    pool = reading.pool_of(book, command.pool)
    coming = reading.reserve_of(book, pool, command.asset)
    here = pool_at(book, pool, reading.seconds(command.time_ns))
    amount, least, price = some(command.amount), units(command.least, True), told(here)
    up = coming == here.borrowed
    done = swap(here.market, here.bands, up, amount, price, here.oracle.fee, here.ends)
    require(done.received > 0, Reason.NOTHING_MOVES, "the bands have nothing to give for it")
    require(done.received >= least, Reason.SLIPPAGE, f"expected {least} units or more, found {done.received}")
    going = here.collateral if up else here.borrowed
    paid = paid_in(book, coming, done.paid, Posting.BAND_TRADE)
    paid += paid_out(book, going, done.received, Posting.BAND_TRADE)
    told_ = e.BandsTraded(here.row, coming, str(done.paid), str(done.received), here.bands.active, done.bands.active,
                          here.oracle.fee)  # fmt: skip
    yield [told_, *traded(book, here, done.bands), *paid]
    yield watching.swept(book, pool)
