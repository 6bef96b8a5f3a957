"""Funding: longs pay shorts or the other way round; the residual of rounding goes to the market's insurance fund."""

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.engine import refusal as r
from solvent.engine.closing import close_out
from solvent.engine.holdings import funds_of, transfers
from solvent.engine.pricing import grown_stale, usable_at
from solvent.engine.refusal import Stages, require
from solvent.perps.funding import payments
from solvent.reasons import Posting, Reason
from solvent.units import PPB


def settle_funding(book: Book, command: c.SettleFunding) -> Stages:
    """One settlement: every position of the market pays or receives at the valuation price."""
    market = r.market_of(book, command.market)
    ticks = int(book.markets.valuation[market])
    require(
        abs(command.rate_ppb) <= PPB, Reason.OUT_OF_RANGE, f"expected a rate within 10^9 ppb, found {command.rate_ppb}"
    )
    require(usable_at(book, market, command.time_ns), Reason.NO_PRICE, f"{command.market} has no price now")
    r.perpetual(book, market)
    rows = np.flatnonzero((book.rows.market == market) & (book.rows.lots != 0))
    signed = np.zeros(len(rows), np.int64)
    payments(book.rows.lots[rows], ticks, int(book.markets.den[market]), command.rate_ppb, signed)
    asset = int(book.markets.asset[market])
    clearing, fund = book.house(asset, House.CLEARING), funds_of(book, np.array([market]))
    buckets, pool = book.rows.bucket[rows], np.full(len(rows), clearing)
    paid, received = int(signed[signed > 0].sum()), int(-signed[signed < 0].sum())
    residual = paid - received
    yield [
        transfers(buckets, pool, signed, Posting.FUNDING),
        transfers(pool, buckets, -signed, Posting.FUNDING),
        transfers(np.array([clearing]), fund, np.array([residual]), Posting.FUNDING_RESIDUAL),
        e.FundingSettled(market, command.rate_ppb, ticks, paid, received, residual),
    ]
    yield from grown_stale(book)
    yield from close_out(book, market)
