"""The default fund: what accounts put aside for each other's losses.

The defaulter's own contribution goes first, then the operator's own part, then what the others have put in, in
proportion.
"""

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import DEFAULT_FUND, Book, House
from solvent.columns import Int64Array, distinct
from solvent.engine import refusal as r
from solvent.engine.accounts import may_leave
from solvent.engine.holdings import transfers
from solvent.engine.payers import NOBODY, Paying, covered, left_of
from solvent.engine.refusal import Stages, require
from solvent.ledger import Holder
from solvent.liquidation.waterfall import socialise
from solvent.policy import Payer, PayerPolicy
from solvent.reasons import Posting, Reason


def contribute(book: Book, command: c.Contribute) -> Stages:
    """Money of an account for the default fund, or back."""
    account, asset, amount = r.account_of(book, command.account), r.asset_of(book, command.asset), command.amount
    r.positive_amount(abs(amount))
    bucket, fund = book.bucket_for(account, asset), book.fund(asset, DEFAULT_FUND)
    require(bucket is not None, Reason.INSUFFICIENT_CASH, f"{command.account} has no cross money in {command.asset}")
    assert bucket is not None
    if amount < 0:
        for mine in book.buckets_of(account):
            r.not_closing(book, mine)
        t = book.contributions
        left = int(t.amount[(t.account == account) & (t.asset == asset)].sum())
        require(-amount <= left, Reason.INSUFFICIENT_CASH, f"expected at most {left} atoms back, found {-amount}")
        assert fund is not None
        r.can_move(book, fund, bucket, -amount)
        moved = e.CashTransferred(fund, bucket, -amount, Posting.DEFAULT_FUND_RETURN)
    else:
        r.can_move(book, bucket, book.ledger.n if fund is None else fund, amount)
        may_leave(book, bucket, amount, command.time_ns)
        wanted = book.policy.payer(Payer.DEFAULT_FUND) is not None
        require(wanted, Reason.NO_DEFAULT_FUND, f"{book.policy.name} has no default fund among its payers")
        if fund is None:
            fund = book.ledger.n
            yield [e.FundOpened(DEFAULT_FUND, asset)]
        moved = e.CashTransferred(bucket, fund, amount, Posting.DEFAULT_FUND_CONTRIBUTION)
    yield [moved, e.ContributionChanged(account, asset, amount)]


def default_fund_pays(book: Book, short: Int64Array, payer: PayerPolicy) -> Paying:
    """The defaulters' contributions, the operator's own part, the contributions of the others; asset by asset."""
    for asset in distinct(book.ledger.asset[short]).tolist():
        fund = book.fund(asset, DEFAULT_FUND)
        if fund is not None:
            yield from _own(book, short[book.ledger.asset[short] == asset], fund, payer)
        skin = payer.skin - int(book.clock.skin_paid[0])
        buckets, paid = covered(book, short, asset, skin)
        if len(buckets):
            operator = np.full(len(buckets), book.house(asset, House.OPERATOR))
            yield [
                e.DefaultFundDrawn(asset, -1, int(paid.sum()), skin, 0),
                transfers(operator, buckets, paid, Posting.OPERATOR_PAYMENT),
            ]
        if fund is not None:
            yield from _others(book, short[book.ledger.holder[short] != Holder.FUND], asset, fund, payer)
    return NOBODY


def _own(book: Book, short: Int64Array, fund: int, payer: PayerPolicy) -> Stages:
    """Each defaulter's own contribution, bucket by bucket."""
    t, asset = book.contributions, int(book.ledger.asset[fund])
    for bucket in short.tolist():
        place = np.flatnonzero((t.account == book.buckets.account[bucket]) & (t.asset == asset))
        left = int(t.amount[place].sum())
        paid = min(left, left_of(payer, book.clock.default_fund_paid, -int(book.ledger.balance[bucket])))
        if paid > 0:
            yield [
                e.DefaultFundDrawn(asset, int(place[0]), paid, left, 1),
                e.CashTransferred(fund, bucket, paid, Posting.DEFAULT_FUND_DRAW),
            ]


def _others(book: Book, short: Int64Array, asset: int, fund: int, payer: PayerPolicy) -> Stages:
    """What is then still owed, out of everyone's contributions in proportion; those of the defaulters are spent."""
    t = book.contributions
    owed = int(-book.ledger.balance[short[book.ledger.asset[short] == asset]].sum())
    here = np.flatnonzero(t.asset == asset)
    shares = np.zeros(len(here), np.int64)
    borne = socialise(left_of(payer, book.clock.default_fund_paid, owed), t.amount[here], shares)
    given = np.flatnonzero(shares > 0)
    buckets, paid = covered(book, short, asset, borne)
    yield [
        e.DefaultFundDrawn(asset, here[given], shares[given], t.amount[here[given]], np.zeros(len(given), np.int64)),
        transfers(np.full(len(buckets), fund), buckets, paid, Posting.DEFAULT_FUND_DRAW),
    ]
