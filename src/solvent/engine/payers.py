"""The payers a rulebook may name: each pays as much as its capacity and its means allow, and nothing twice.

A payer is a generator that yields the stages in which it pays for flat buckets that owe, in order, and returns the
buckets of others it may have brought into breach.
"""

from collections.abc import Generator

import numpy as np

from solvent import events as e
from solvent.book import Book, House
from solvent.columns import Int64Array, as_column, distinct, numbered, without
from solvent.engine import session
from solvent.engine.funds import available, by_category, owed_by_market
from solvent.engine.holdings import funds_of, transfers
from solvent.fixed import mul_div_down
from solvent.ledger import Holder
from solvent.liquidation.waterfall import charge, pay, socialise
from solvent.policy import Comparator, Payer, PayerPolicy
from solvent.reasons import Posting
from solvent.revalue.coins import any_coins
from solvent.revalue.rows import everyone
from solvent.units import PPM

Paying = Generator[list[e.Event], None, Int64Array]
NOBODY = np.zeros(0, np.int64)


def left_of(payer: PayerPolicy, spent: Int64Array, owed: int) -> int:
    """What a payer may still pay of what is owed: all of it where it has no capacity, which is for the book's life."""
    return owed if payer.capacity < 0 else min(owed, payer.capacity - int(spent[0]))


def covered(book: Book, short: Int64Array, asset: int, available: int) -> tuple[Int64Array, Int64Array]:
    """The buckets of an asset, in order, and how much of what they owe the available atoms cover."""
    mine = short[book.ledger.asset[short] == asset]
    return paid_in_order(mine, -book.ledger.balance[mine], available)


def paid_in_order(buckets: Int64Array, owed: Int64Array, available: int) -> tuple[Int64Array, Int64Array]:
    """Whom the available atoms reach, first in line first, and what each is paid."""
    paid = np.zeros(len(buckets), np.int64)
    pay(owed, max(available, 0), paid)
    some_money = np.flatnonzero(paid > 0)
    return buckets[some_money], paid[some_money]


def fund_pays(book: Book, short: Int64Array, payer: PayerPolicy) -> Paying:
    """Each market's fund pays its part out of its money; a fund that owes is helped by no other."""
    short = short[book.ledger.holder[short] != Holder.FUND]
    bucket, atoms = short, -book.ledger.balance[short]
    fund = book.houses(book.ledger.asset[short], House.FUND)
    if by_category(book):
        owed = owed_by_market(book, short)
        fund = np.where(owed.market < 0, fund[owed.place], funds_of(book, owed.market))
        bucket, atoms = short[owed.place], owed.atoms
    for one in distinct(fund).tolist():
        mine = fund == one
        money = left_of(payer, book.clock.fund_paid, int(available(book, as_column(one))[0]))
        buckets, paid = paid_in_order(*_added_up(bucket[mine], atoms[mine]), money)
        source = np.full(len(buckets), one)
        own = one == book.house(int(book.ledger.asset[one]), House.FUND)
        yield [
            e.InsuranceFundDrawn(buckets, paid) if own else e.CategoryFundDrawn(buckets, source, paid),
            transfers(source, buckets, paid, Posting.INSURANCE_DRAW),
        ]
    return NOBODY


def _added_up(buckets: Int64Array, atoms: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Each bucket once, in the order they stand in, with all it owes."""
    found, place = numbered(buckets)
    sums, first = np.zeros(len(found), np.int64), np.full(len(found), len(buckets))
    np.add.at(sums, place, atoms)
    np.minimum.at(first, place, np.arange(len(buckets)))
    order = np.argsort(first)
    return found[order], sums[order]


def operator_pays(book: Book, short: Int64Array, payer: PayerPolicy) -> Paying:
    """The operator pays up to its declared capacity over the life of the book; without one, all of it."""
    for asset in distinct(book.ledger.asset[short]).tolist():
        owed = int(-book.ledger.balance[short].sum())
        buckets, paid = covered(book, short, asset, left_of(payer, book.clock.operator_paid, owed))
        operator = np.full(len(buckets), book.house(asset, House.OPERATOR))
        yield [e.OperatorPaid(buckets, paid), transfers(operator, buckets, paid, Posting.OPERATOR_PAYMENT)]
    return NOBODY


def winners_pay(book: Book, short: Int64Array, payer: PayerPolicy) -> Paying:
    """Profits of clients are cut in proportion, never so far that the winner is in breach himself."""
    standing = everyone(book)
    of_the_day = payer.kind == Payer.DAY_WINNERS
    spent = book.clock.day_winners_paid if of_the_day else book.clock.winners_paid
    line = standing.maintenance + int(book.policy.closing.comparator == Comparator.AT_OR_BELOW)
    gains = session.day_profits(book, standing) if of_the_day else profits(book)
    for asset in distinct(book.ledger.asset[short]).tolist():
        able = np.flatnonzero(
            (book.ledger.holder == Holder.CLIENT) & (book.ledger.asset == asset) & (gains > 0) & (standing.blocked == 0)
        )
        able = without(able, short)
        limits = np.minimum(gains[able], np.maximum(_room(book, (standing.equity - line)[able]), 0))
        mine = short[book.ledger.asset[short] == asset]
        shares = np.zeros(len(able), np.int64)
        socialise(left_of(payer, spent, int(-book.ledger.balance[mine].sum())), limits, shares)
        given = np.flatnonzero(shares > 0)
        cut, share = able[given], shares[given]
        told = (
            e.LossShared(Payer.DAY_WINNERS, -1, cut, share, gains[cut])
            if of_the_day
            else e.LossSocialised(cut, share, gains[cut])
        )
        owed = mine, -book.ledger.balance[mine]
        yield [told, *_through_clearing(book, asset, (cut, share), owed, Posting.SOCIALISED_LOSS)]
    return NOBODY


def _through_clearing(
    book: Book, asset: int, given: tuple[Int64Array, Int64Array], owed: tuple[Int64Array, Int64Array], why: Posting
) -> list[e.Event]:
    """What some give (buckets, atoms) goes through the clearing pool to those who owe, in order."""
    buckets, paid = paid_in_order(*owed, int(given[1].sum()))
    clearing = book.house(asset, House.CLEARING)
    return [
        transfers(given[0], np.full(len(given[0]), clearing), given[1], why),
        transfers(np.full(len(buckets), clearing), buckets, paid, why),
    ]


def open_interest_pays(book: Book, short: Int64Array, payer: PayerPolicy) -> Paying:
    """Every client with a position in the market that lost is charged by its size, on both sides.

    Nobody is protected but by having nothing: who is then in breach is closed in the same step.
    """
    owed, charged, r = owed_by_market(book, short), [NOBODY], book.rows
    for market in distinct(owed.market[owed.market >= 0]).tolist():
        mine = owed.market == market
        holds = (r.market == market) & (r.lots != 0) & (book.ledger.holder[r.bucket] == Holder.CLIENT)
        holders, place = numbered(r.bucket[holds])
        lots, sizes = np.zeros(len(holders), np.int64), np.abs(r.lots[holds])
        np.add.at(lots, place, sizes >> max(sum(sizes.tolist()).bit_length() - 62, 0))  # so that their sum fits
        standing = everyone(book)
        limits = np.where(standing.blocked[holders] == 0, standing.equity[holders], 0)
        shares = np.zeros(len(holders), np.int64)
        total = left_of(payer, book.clock.open_interest_paid, int(owed.atoms[mine].sum()))
        charge(total, lots, limits, shares)
        given = np.flatnonzero(shares > 0)
        parts = short[owed.place[mine]], owed.atoms[mine]
        asset, cut = int(book.markets.asset[market]), (holders[given], shares[given])
        yield [
            e.LossShared(Payer.OPEN_INTEREST, market, *cut, lots[given]),
            *_through_clearing(book, asset, cut, parts, Posting.OPEN_INTEREST_CHARGE),
        ]
        charged.append(holders[given])
    return distinct(np.concatenate(charged))


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
