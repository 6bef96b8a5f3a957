"""Insurance funds: one of each asset, and one of its own for every category the rulebook names.

A market's fees and leftovers flow into its fund, and what its positions owe is drawn from it. What a bucket with
positions in several markets owes is shared among them as equity is shared at the bankruptcy price: by the maintenance
each had when the closing began.
"""

from dataclasses import dataclass

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import HOUSE_NAMES, Book, House, Kind
from solvent.columns import Int64Array
from solvent.engine import refusal as r
from solvent.engine.refusal import Stages, require
from solvent.engine.takers import share_equity
from solvent.policy import CATEGORY, Payer
from solvent.reasons import Posting, Reason
from solvent.revalue.rows import margins_of, perps_in, some

VAULT = f"{HOUSE_NAMES[House.BACKSTOP]}:"  # then a market: the vault of that one alone
PURSES = {"@operator": House.OPERATOR, "@backstop": House.BACKSTOP}


def fund_insurance(book: Book, command: c.FundInsurance) -> Stages:
    """Money from outside for one of the house's purses."""
    named = sorted(name for name in book.fund_names if name.startswith(CATEGORY))
    fund = command.to == HOUSE_NAMES[House.FUND] or command.to.startswith(CATEGORY)
    known = [HOUSE_NAMES[House.FUND], *PURSES, *dict.fromkeys(named)]
    vault = command.to.startswith(VAULT)
    require(command.to in known or vault, Reason.UNKNOWN_ACCOUNT,
            f"expected one of {', '.join(known)}, or {VAULT} and a market, found {command.to!r}")  # fmt: skip
    asset = r.asset_of(book, command.asset)
    purse: int | None
    opened: list[e.Event] = []
    if vault:
        purse, opened = _vault(book, asset, command.to.removeprefix(VAULT))
    else:
        purse = book.fund(asset, command.to) if fund else book.house(asset, PURSES[command.to])
    require(purse is not None, Reason.UNKNOWN_ACCOUNT, f"{command.to} has no market that settles in {command.asset}")
    assert purse is not None
    r.positive_amount(command.amount)
    outside = book.house(asset, House.OUTSIDE)
    r.can_move(book, outside, purse, command.amount)
    posting = Posting.INSURANCE_CONTRIBUTION if fund else Posting.DEPOSIT
    yield [*opened, e.CashTransferred(outside, purse, command.amount, posting)]


def _vault(book: Book, asset: int, market: str) -> tuple[int, list[e.Event]]:
    """The backstop vault of one market, and the event that opens it where it is new."""
    place = r.market_of(book, market)
    r.perpetual(book, place)
    settles = int(book.markets.asset[place]) == asset
    require(settles, Reason.WRONG_ASSET, f"{market} does not settle in {book.assets[asset]}")
    known = int(book.markets.vault[place])
    return (known, []) if known else (book.buckets.n, [e.VaultOpened(place)])


def assign(book: Book) -> Stages:
    """Every perpetual gets the fund the rulebook names for it, opened where it is new."""
    wanted: dict[int, tuple[int, str]] = {}
    for market, name in enumerate(book.market_names):
        if book.markets.kind[market] == Kind.PERPETUAL:
            wanted[market] = int(book.markets.asset[market]), book.policy.fund(name)
    yield [e.FundOpened(name, asset) for asset, name in dict.fromkeys(wanted.values())
           if book.fund(asset, name) is None]  # fmt: skip
    buckets = {
        market: 0 if name == HOUSE_NAMES[House.FUND] else book.fund(asset, name)
        for market, (asset, name) in wanted.items()
    }
    yield [
        e.FundAssigned(market, bucket)
        for market, bucket in buckets.items()
        if bucket is not None and bucket != book.markets.fund[market]
    ]


def by_category(book: Book) -> bool:
    """Whether any market has a fund that is not the one of its asset."""
    return bool(book.markets.fund.any())


def available(book: Book, funds: Int64Array) -> Int64Array:
    """What funds (buckets, ascending) can pay: their money, as far as their own positions leave them any; atoms."""
    return np.maximum(np.minimum(book.ledger.balance[funds], some(book, funds).equity), 0)


def shares_set(book: Book, buckets: Int64Array) -> list[e.Event]:
    """What each row's part is of what these buckets may come to owe, where the rulebook asks."""
    if not (by_category(book) or book.policy.payer(Payer.OPEN_INTEREST)):
        return []
    rows = perps_in(book, np.sort(buckets), flat_too=True)
    _, margins = margins_of(book, rows)
    return [e.LossSharesSet(rows, margins)]


@dataclass(frozen=True, slots=True, eq=False)
class Owed:
    """What buckets owe by market: place of the bucket, index of the market (-1: it has no position), and atoms."""

    place: Int64Array
    market: Int64Array
    atoms: Int64Array


def owed_by_market(book: Book, short: Int64Array) -> Owed:
    """What flat buckets owe, shared among the markets they have rows in; equally where no closing set their shares."""
    rows = perps_in(book, np.sort(short), flat_too=True)
    order = np.argsort(short)
    place = order[np.searchsorted(short[order], book.rows.bucket[rows])]
    weights, (totals, so_far, shared) = book.rows.share[rows], np.zeros((3, len(short)), np.int64)
    np.add.at(totals, place, weights)
    bare_of_shares = totals[place] == 0
    weights = np.where(bare_of_shares, 1, weights)
    np.add.at(totals, place[bare_of_shares], 1)
    atoms = np.zeros(len(rows), np.int64)
    share_equity(place, weights, -book.ledger.balance[short], np.maximum(totals, 1), so_far, shared, atoms)
    bare = np.flatnonzero(totals == 0)
    placed = np.concatenate([place, bare])
    markets = np.concatenate([book.rows.market[rows], np.full(len(bare), -1)])
    atoms = np.concatenate([atoms, -book.ledger.balance[short[bare]]])
    in_line = np.argsort(placed, kind="stable")  # first in line first, whatever its number
    in_line = in_line[atoms[in_line] > 0]
    return Owed(placed[in_line], markets[in_line], atoms[in_line])
