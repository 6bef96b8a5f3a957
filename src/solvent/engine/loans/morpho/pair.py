"""The book's cells as the rules of Morpho Blue want them, and the event that writes what a market has.

A lender's shares and a borrower's stand in its holding of the loan asset, as supplied and as owed; both may be there.
Collateral is not scaled: a holding has its units, and the reserve has just these.
"""

from typing import NamedTuple

import numpy as np

from solvent import events as e
from solvent.book import MAX_WIDE, Book, wide
from solvent.engine.loans import reading
from solvent.engine.refusal import Refusal as Refused
from solvent.engine.refusal import require
from solvent.fixed import mul_div_down
from solvent.lending.morpho.early import Terms
from solvent.lending.morpho.liquidation import Market, Position, limit, owed
from solvent.lending.morpho.market import Running, brought
from solvent.lending.refusal import Refusal
from solvent.lending.scales import INFINITE, WAD
from solvent.policy import PairPolicy
from solvent.reasons import Reason

PAR = 10**PairPolicy.PRICE_DECIMALS  # what the loan asset is worth: prices are told in it
ANSWERS = {
    Refusal.AMBIGUOUS: Reason.ONE_AMOUNT,
    Refusal.LENT_OUT: Reason.NO_LIQUIDITY,
    Refusal.ALREADY_LIQUIDATABLE: Reason.PAST_THE_LINE,
}


class Pair(NamedTuple):
    """Where a market stands in the book: its row, and the reserves of its two assets."""

    row: int
    loan: int
    collateral: int


def pair_of(book: Book, pool: int) -> Pair:
    """The market of a pool."""
    row = int(np.flatnonzero(book.pairs.pool == pool)[0])
    return Pair(row, int(book.pairs.loan[row]), int(book.pairs.collateral[row]))


def written(book: Book, pair: Pair) -> Running:
    """A market as it was last written."""
    t, row = book.pairs, pair.row
    shares = (wide(book.reserves, pair.loan, name) for name in ("supplied", "owed"))
    supply_shares, borrow_shares = shares
    market = Market(
        int(t.lltv[row]), wide(t, row, "supplied"), supply_shares, wide(t, row, "borrowed"), borrow_shares
    )  # fmt: skip
    return Running(market, int(t.fee[row]), int(t.at_target[row]), int(t.updated_s[row]))


def begun(book: Book, pair: Pair, now_s: int) -> tuple[Running, int]:
    """A market with its interest up to now, and the shares its fee has minted for the time."""
    return brought(written(book, pair), now_s)


def ended(pool: int, running: Running, minted: int) -> e.PairUpdated:
    """The event that writes what a market has; TOO_LARGE where a number is more than can be kept."""
    market = running.market
    largest = max(market)
    require(largest <= MAX_WIDE, Reason.TOO_LARGE, f"expected totals of a market within 2^126, found {largest}")
    return e.PairUpdated(
        pool, str(market.supplied), str(market.borrowed), running.at_target, str(minted), running.updated_s
    )


def position_of(book: Book, loan: int, pair: Pair) -> Position:
    """What a loan has in collateral and owes in shares."""
    has = reading.holdings_of(book, loan)
    collateral, owing = has.get(pair.collateral), has.get(pair.loan)
    return Position(collateral.supplied if collateral else 0, owing.owed if owing else 0)


def price_of(book: Book, pair: Pair) -> int:
    """Units of the loan asset for one of the collateral, x 10^36; 0 while none was told."""
    decimals = book.reserves.decimals
    finer = PairPolicy.PRICE_DECIMALS + int(decimals[pair.loan]) - int(decimals[pair.collateral])
    return int(wide(book.reserves, pair.collateral, "price") * 10**finer)


def told_price(book: Book, pair: Pair) -> int:
    """The same, refused while none was told."""
    price, name = price_of(book, pair), book.assets[int(book.reserves.asset[pair.collateral])]
    require(price > 0, Reason.ORACLE_SILENT, f"the oracle has told no price of {name}")
    return price


def early_of(book: Book, pair: Pair) -> Terms | None:
    """The early line of a market, where it has one."""
    t, row = book.pairs, pair.row
    terms = (t.early_line, t.least_share, t.most_share, t.least_incentive, t.most_incentive)
    return Terms(*(int(column[row]) for column in terms)) if t.early_line[row] else None


def line_of(book: Book, loan: int, pair: Pair) -> int:
    """From where on a loan may be liquidated, wad: the early line where its owner agreed to one."""
    agreed = loan < book.loans.n and bool(book.loans.early[loan])
    return int((book.pairs.early_line if agreed else book.pairs.lltv)[pair.row])


def health_of(market: Market, position: Position, price: int, line: int) -> int:
    """What a loan may owe by a line over what it owes, wad; INFINITE where it owes nothing."""
    debt = owed(market, position)
    return mul_div_down(limit(position.collateral, price, line), WAD, debt) if debt else INFINITE


def refuse(refused: Refusal, what: str, too_much: Reason) -> None:
    """Refuses what the contract would revert.

    too_much   what it is where the contract's subtraction would fail
    """
    answers = reading.REASONS | ANSWERS | {Refusal.TOO_MUCH: too_much}
    raise Refused(answers[refused], f"{what}: {refused.value}")
