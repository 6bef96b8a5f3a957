"""Accounts grouped by their owner: what a group has, how much of the open interest is its own, and what it would owe.

An account without an owner stands for itself. Nothing is netted that the house could not net: what a bucket owes is not
paid by what another one has.
"""

from collections import defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np

from solvent.book import Book, Kind
from solvent.columns import Int64Array
from solvent.fixed import mul_div_down
from solvent.revalue.rows import everyone, margins_of
from solvent.units import PPM

COVERED = (1, 2, 5, 10)  # of the largest owners


class Owner(msgspec.Struct, frozen=True):
    """The accounts of one owner, in one settlement asset. Money in atoms at the valuation prices.

    name       the owner's, or the account's that names none
    equity, maintenance   sums over its buckets
    long, short   worth of its positions
    net        worth of what is left in each market once its accounts are netted, without sign, added up
    opposed    worth it holds on both sides of a market in different accounts: longs that meet its own shorts
    share      ppm of all that clients hold, long and short
    market, market_share   the market of which it holds the most of one side, and how much, ppm of that side's clients
    owed       beyond own margin, bucket by bucket, closed at the valuation
    """

    name: str
    accounts: tuple[str, ...]
    equity: int
    maintenance: int
    long: int
    short: int
    net: int
    opposed: int
    share: int
    market: str
    market_share: int
    owed: int


class Cover(msgspec.Struct, frozen=True):
    """What the largest owners would owe together, and how far a fund goes.

    owed   atoms; ratio: ppm, fund / owed rounded down, None where nothing is owed
    """

    largest: int
    owners: tuple[str, ...]
    owed: int
    ratio: int | None


def owners(book: Book, asset: int = 0) -> list[Owner]:
    """Every owner of a bucket in an asset, the largest share of open interest first."""
    groups, standing, b = _groups(book), everyone(book), book.buckets
    mine = np.flatnonzero((b.account >= 0) & (book.ledger.asset == asset))
    names: dict[Group, dict[str, None]] = {}
    sums: defaultdict[Group, list[int]] = defaultdict(lambda: [0, 0, 0])
    columns = b.account[mine], standing.equity[mine], standing.maintenance[mine]
    for account, equity, maintenance in zip(*(column.tolist() for column in columns), strict=True):
        group = groups[account]
        names.setdefault(group, {})[book.account_names[account]] = None
        for place, atoms in enumerate((equity, maintenance, max(-equity, 0))):
            sums[group][place] += atoms
    sides, whole = _sides(book, mine, groups)
    found = [_owner(book, "".join(group), tuple(names[group]), sums[group], sides[group], whole) for group in names]
    return sorted(found, key=lambda one: -one.share)


Group = tuple[str, str]  # an owner, or an account that names none


def _groups(book: Book) -> list[Group]:
    """The group of each account."""
    owned = (book.owner(account) for account in range(len(book.account_names)))
    return [(owner, "") if owner else ("", name) for owner, name in zip(owned, book.account_names, strict=True)]


Sides = defaultdict[int, list[int]]  # by market: atoms long, atoms short


def _sides(book: Book, mine: Int64Array, groups: list[Group]) -> tuple[defaultdict[Group, Sides], Sides]:
    """What each group holds of each market, an account's own legs netted first; and what all hold together."""
    held = np.flatnonzero((book.rows.lots != 0) & np.isin(book.rows.bucket, mine))
    held = held[book.markets.kind[book.rows.market[held]] == Kind.PERPETUAL]
    worth = np.abs(margins_of(book, held)[0]) * np.sign(book.rows.lots[held])
    account, market = book.buckets.account[book.rows.bucket[held]], book.rows.market[held]
    net: defaultdict[tuple[int, int], int] = defaultdict(int)
    for who, where, atoms in zip(account.tolist(), market.tolist(), worth.tolist(), strict=True):
        net[who, where] += atoms
    sides: defaultdict[Group, Sides] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    whole: Sides = defaultdict(lambda: [0, 0])
    for (who, where), atoms in net.items():
        for added in (sides[groups[who]][where], whole[where]):
            added[atoms < 0] += abs(atoms)
    return sides, whole


def _owner(book: Book, name: str, accounts: tuple[str, ...], sums: list[int], sides: Sides, whole: Sides) -> Owner:
    long, short = (sum(both[side] for both in sides.values()) for side in (0, 1))
    shares = [
        (mul_div_down(both[side], PPM, whole[market][side]), -market)
        for market, both in sides.items()
        for side in (0, 1)
        if both[side]
    ]
    most, market = max(shares, default=(0, 0))
    return Owner(
        name, accounts, sums[0], sums[1], long, short,
        sum(abs(both[0] - both[1]) for both in sides.values()), sum(min(both) for both in sides.values()),
        mul_div_down(long + short, PPM, max(sum(map(sum, whole.values())), 1)),
        book.market_names[-market] if shares else "", most, sums[2],
    )  # fmt: skip


def cover(found: Sequence[Owner], fund: int) -> list[Cover]:
    """How far a fund (atoms) goes for the 1, 2, 5 and 10 owners who would owe the most."""
    owing = sorted((one for one in found if one.owed), key=lambda one: -one.owed)
    told = []
    for largest in COVERED:
        those = owing[:largest]
        owed = sum(one.owed for one in those)
        ratio = mul_div_down(fund, PPM, owed) if owed else None
        told.append(Cover(largest, tuple(one.name for one in those), owed, ratio))
    return told
