"""Funds by category, contributions, the day's session, and what shared payers have paid so far."""

import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, name_hash
from solvent.columns import add_at, as_column
from solvent.ledger import Holder
from solvent.policy import Payer
from solvent.reasons import Posting

CAME_IN = (Posting.DEPOSIT, Posting.TRANSFER, Posting.DEFAULT_FUND_RETURN, Posting.INSURANCE_DRAW, Posting.BAD_DEBT,
           Posting.OPERATOR_PAYMENT, Posting.SOCIALISED_LOSS, Posting.DEFAULT_FUND_DRAW,
           Posting.OPEN_INTEREST_CHARGE)  # fmt: skip
WENT_OUT = (Posting.WITHDRAWAL, Posting.TRANSFER, Posting.DEFAULT_FUND_CONTRIBUTION)
PAID = {Payer.DAY_WINNERS: "day_winners_paid", Payer.OPEN_INTEREST: "open_interest_paid"}


@writes(e.FundOpened)
def _opened(book: Book, event: e.FundOpened) -> None:
    bucket = book.ledger.append(holder=int(Holder.FUND), asset=event.asset)
    book.buckets.append(account=-1, market=-1, next=-1, head=-1)
    book.funds.append(name=name_hash(event.name), asset=event.asset, bucket=bucket)
    book.fund_names.append(event.name)


@writes(e.FundAssigned)
def _assigned(book: Book, event: e.FundAssigned) -> None:
    book.markets.fund[event.market] = event.bucket
    book.markets.touch(event.market)


@writes(e.LossSharesSet)
def _shares(book: Book, event: e.LossSharesSet) -> None:
    book.rows.share[event.row] = event.share
    book.rows.touch(event.row)


@writes(e.ContributionChanged)
def _contribution(book: Book, event: e.ContributionChanged) -> None:
    table = book.contributions
    known = np.flatnonzero((table.account == event.account) & (table.asset == event.asset))
    place = int(known[0]) if len(known) else table.append(account=event.account, asset=event.asset)
    table.amount[place] += event.amount
    table.touch(place)


@writes(e.DefaultFundDrawn)
def _default_fund(book: Book, event: e.DefaultFundDrawn) -> None:
    places, amounts = as_column(event.contribution), as_column(event.amount)
    given = places >= 0
    np.subtract.at(book.contributions.amount, places[given], amounts[given])
    book.contributions.touch(places[given])
    book.clock.default_fund_paid[0] += amounts[given].sum()
    book.clock.skin_paid[0] += amounts[~given].sum()
    book.clock.touch(0)


@writes(e.LossShared)
def _shared(book: Book, event: e.LossShared) -> None:
    getattr(book.clock, PAID[Payer(event.payer)])[0] += as_column(event.amount).sum()
    book.clock.touch(0)


@writes(e.SessionBegan)
def _session(book: Book, event: e.SessionBegan) -> None:
    book.clock.session[0] = event.number
    book.clock.touch(0)
    book.buckets.day_base[event.bucket] = event.base
    book.buckets.touch(event.bucket)


def rebase(book: Book, event: e.CashTransferred) -> None:
    """Money that came in or went out is nobody's profit of the day."""
    amounts, postings = as_column(event.amount), as_column(event.posting)
    for side, counted, sign in ((event.target, CAME_IN, 1), (event.source, WENT_OUT, -1)):
        buckets = as_column(side)
        moved = np.isin(postings, counted) & (book.ledger.holder[buckets] == Holder.CLIENT)
        add_at(book.buckets.day_base, buckets[moved], sign * amounts[moved])
        book.buckets.touch(buckets[moved])
