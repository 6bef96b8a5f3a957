"""Money and positions, and what payers have paid so far."""

import numpy as np

from solvent import events as e
from solvent.apply.payers import rebase
from solvent.apply.register import writes
from solvent.book import Book
from solvent.columns import add_at, as_column, distinct


@writes(e.CashTransferred)
def _cash(book: Book, event: e.CashTransferred) -> None:
    book.ledger.transfer(event.source, event.target, event.amount, event.posting, event.fine)
    if book.clock.session[0]:
        rebase(book, event)


@writes(e.PositionChanged)
def _position(book: Book, event: e.PositionChanged) -> None:
    if isinstance(event.row, int):
        _one_position(book, event.row, int(event.lots), int(event.cost))
    else:
        _positions(book, event)


def _one_position(book: Book, row: int, lots: int, cost: int) -> None:
    r, m = book.rows, book.markets
    market, before = int(r.market[row]), int(r.lots[row])
    r.lots[row], r.cost[row] = before + lots, int(r.cost[row]) + cost
    m.net_lots[market] += lots
    m.open_lots[market] += max(before + lots, 0) - max(before, 0)
    r.touch(row)
    m.touch(market)


def _positions(book: Book, event: e.PositionChanged) -> None:
    rows, lots = as_column(event.row), as_column(event.lots)
    markets = book.rows.market[rows]
    touched = distinct(rows)
    long_before = np.maximum(book.rows.lots[touched], 0)
    add_at(book.rows.lots, event.row, event.lots)
    add_at(book.rows.cost, event.row, event.cost)
    add_at(book.markets.open_lots, book.rows.market[touched], np.maximum(book.rows.lots[touched], 0) - long_before)
    add_at(book.markets.net_lots, markets, lots)
    book.rows.touch(touched)
    book.markets.touch(markets)


@writes(e.FundingSettled)
def _funding(book: Book, event: e.FundingSettled) -> None:
    book.markets.funding_rate[event.market] = event.rate_ppb
    book.markets.touch(event.market)


@writes(e.PremiumSampled)
def _sampled(book: Book, event: e.PremiumSampled) -> None:
    m, market = book.markets, event.market
    m.samples[market] += 1
    m.premiums[market] += event.ppb
    m.weighed[market] += int(m.samples[market]) * event.ppb
    m.premium[market], m.premium_ns[market] = event.ppb, book.now_ns
    m.touch(market)


@writes(e.FundingFormed)
def _formed(book: Book, event: e.FundingFormed) -> None:
    m, market = book.markets, event.market
    m.samples[market], m.premiums[market], m.weighed[market], m.premium[market] = 0, 0, 0, 0
    m.formed_ns[market] = book.now_ns
    m.touch(market)


@writes(e.OperatorPaid)
def _operator(book: Book, event: e.OperatorPaid) -> None:
    book.clock.operator_paid[0] += as_column(event.amount).sum()
    book.clock.touch(0)


@writes(e.InsuranceFundDrawn)
@writes(e.CategoryFundDrawn)
def _fund(book: Book, event: e.InsuranceFundDrawn | e.CategoryFundDrawn) -> None:
    book.clock.fund_paid[0] += as_column(event.amount).sum()
    book.clock.touch(0)


@writes(e.LossSocialised)
def _socialised(book: Book, event: e.LossSocialised) -> None:
    book.clock.winners_paid[0] += as_column(event.amount).sum()
    book.clock.touch(0)
