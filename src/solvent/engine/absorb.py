"""What a closed bucket owes beyond its own margin, and who pays it: every unit, by name.

Payers bear the shortfalls in the rulebook's order, each with its capacity. What no payer covers is the operator's bad
debt, recorded as such: unallocated deficit is always 0.
"""

import numpy as np

from solvent import events as e
from solvent.book import Book, House
from solvent.columns import Int64Array, as_column, distinct, without
from solvent.engine.holdings import transfers
from solvent.engine.refusal import Stages
from solvent.fixed import mul_div_down
from solvent.ledger import Holder
from solvent.liquidation.waterfall import pay, socialise
from solvent.policy import Comparator, Payer, PayerPolicy
from solvent.reasons import Posting
from solvent.revalue.coins import any_coins
from solvent.revalue.rows import everyone, some
from solvent.units import PPM


def absorb(book: Book, flat: Int64Array) -> Stages:
    """Shortfalls of flat buckets go to the payers; margin that is left goes where the rulebook says."""
    balance = book.ledger.balance[flat]
    yield from cover(book, flat[balance < 0])
    if book.policy.closing.leftover_to_fund:
        clients = flat[(book.ledger.holder[flat] == Holder.CLIENT) & (balance > 0)]
        isolated = clients[book.buckets.market[clients] >= 0]
        left = book.ledger.balance[isolated]
        yield [transfers(isolated, _house(book, isolated, House.FUND), left, Posting.LEFTOVER_MARGIN)]


def cover(book: Book, short: Int64Array) -> Stages:
    """9 absorb: what flat buckets owe is paid by the payers in their order, the rest recorded as bad debt."""
    if len(short) == 0:
        return
    yield [e.ShortfallFound(short, -book.ledger.balance[short])]
    for payer in book.policy.payers:
        owed = -book.ledger.balance[short]
        if owed.any():
            yield from PAYERS[payer.kind](book, short[owed > 0], payer)
    short = short[book.ledger.balance[short] < 0]
    if len(short):
        owed = -book.ledger.balance[short]
        operator = _house(book, short, House.OPERATOR)
        yield [e.BadDebtRecorded(short, owed), transfers(operator, short, owed, Posting.BAD_DEBT)]


def _house(book: Book, buckets: Int64Array, which: House) -> Int64Array:
    return np.array(book.asset_first, np.int64)[book.ledger.asset[buckets]] + int(which)


def _paid(book: Book, short: Int64Array, asset: int, available: int) -> tuple[Int64Array, Int64Array]:
    """The buckets of an asset, in order, and how much of what they owe the available atoms cover."""
    mine = short[book.ledger.asset[short] == asset]
    paid = np.zeros(len(mine), np.int64)
    pay(-book.ledger.balance[mine], max(available, 0), paid)
    covered = np.flatnonzero(paid > 0)
    return mine[covered], paid[covered]


def _fund_pays(book: Book, short: Int64Array, payer: PayerPolicy) -> Stages:
    """The insurance fund pays out of its money, as far as its own positions and its capacity leave it any."""
    for asset in distinct(book.ledger.asset[short]).tolist():
        fund = book.house(asset, House.FUND)
        available = min(int(book.ledger.balance[fund]), int(some(book, np.array([fund])).equity[0]))
        if payer.capacity >= 0:
            available = min(available, payer.capacity - int(book.clock.fund_paid[0]))
        buckets, paid = _paid(book, short[short != fund], asset, available)
        yield [
            e.InsuranceFundDrawn(buckets, paid),
            transfers(np.full(len(buckets), fund), buckets, paid, Posting.INSURANCE_DRAW),
        ]


def _operator_pays(book: Book, short: Int64Array, payer: PayerPolicy) -> Stages:
    """The operator pays up to its declared capacity over the life of the book; without one, all of it."""
    for asset in distinct(book.ledger.asset[short]).tolist():
        left = payer.capacity - int(book.clock.operator_paid[0])
        owed = int(-book.ledger.balance[short].sum())
        buckets, paid = _paid(book, short, asset, owed if payer.capacity < 0 else left)
        operator = np.full(len(buckets), book.house(asset, House.OPERATOR))
        yield [e.OperatorPaid(buckets, paid), transfers(operator, buckets, paid, Posting.OPERATOR_PAYMENT)]


def _winners_pay(book: Book, short: Int64Array, payer: PayerPolicy) -> Stages:
    """Profits of clients are cut in proportion, never so far that the winner is in breach himself."""
    standing = everyone(book)
    line = standing.maintenance + int(book.policy.closing.comparator == Comparator.AT_OR_BELOW)
    gains = profits(book)
    for asset in distinct(book.ledger.asset[short]).tolist():
        able = np.flatnonzero(
            (book.ledger.holder == Holder.CLIENT) & (book.ledger.asset == asset) & (gains > 0) & (standing.blocked == 0)
        )
        able = without(able, short)
        limits = np.minimum(gains[able], np.maximum(_room(book, (standing.equity - line)[able]), 0))
        mine = short[book.ledger.asset[short] == asset]
        owed = int(-book.ledger.balance[mine].sum())
        total = owed if payer.capacity < 0 else min(owed, payer.capacity - int(book.clock.winners_paid[0]))
        shares = np.zeros(len(able), np.int64)
        socialise(total, limits, shares)
        given = np.flatnonzero(shares > 0)
        buckets, paid = _paid(book, short, asset, int(shares.sum()))
        clearing = book.house(asset, House.CLEARING)
        cut, share = able[given], shares[given]
        yield [
            e.LossSocialised(cut, share, gains[cut]),
            transfers(cut, np.full(len(cut), clearing), share, Posting.SOCIALISED_LOSS),
            transfers(np.full(len(buckets), clearing), buckets, paid, Posting.SOCIALISED_LOSS),
        ]


def _room(book: Book, surplus: Int64Array) -> Int64Array:
    """What may be taken of a surplus (atoms): what is taken may be owed then, and a debt has its own requirement."""
    rate = book.policy.collateral.debt_maintenance
    if rate == 0 or not any_coins(book):
        return surplus
    return as_column([mul_div_down(atoms - 1, PPM, PPM + rate) for atoms in surplus.tolist()])


def profits(book: Book) -> Int64Array:
    """Unrealised profit of every bucket (atoms, signed): value of its positions less what they cost."""
    standing = everyone(book)
    equity = standing.equity + standing.cut - standing.coins - book.ledger.balance
    costs = np.zeros(book.buckets.n, np.int64)
    np.add.at(costs, book.rows.bucket, book.rows.cost)
    return equity - costs


PAYERS = {Payer.FUND: _fund_pays, Payer.OPERATOR: _operator_pays, Payer.WINNERS: _winners_pay}
