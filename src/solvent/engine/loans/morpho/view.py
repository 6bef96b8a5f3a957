"""What a loan in a market of Morpho Blue stands at, and what it owes with nothing behind it."""

from collections.abc import Iterator

from solvent.book import Book
from solvent.engine.loans.morpho.pair import (
    PAR,
    begun,
    health_of,
    line_of,
    pair_of,
    position_of,
    price_of,
)
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.morpho.liquidation import PRICE, owed
from solvent.lending.morpho.shares import VIRTUAL_ASSETS, VIRTUAL_SHARES
from solvent.lending.scales import BPS, RAY, WAD
from solvent.lending.standing import Standing
from solvent.reasons import Bearer
from solvent.revalue.loans import suspects as near_the_line

BEARER = Bearer.LENDERS_AT_ONCE


def standing(book: Book, loan: int, now_s: int) -> Standing | None:
    """A loan's values and health at a time; none while the price of what it holds was not told.

    What is lent is no collateral. Whoever agreed to an early line is looked at by that: below 1 some of its debt may
    be repaid by others, which ends above the market's own line.
    """
    pair = pair_of(book, int(book.loans.pool[loan]))
    position, price = position_of(book, loan, pair), price_of(book, pair)
    if not price and (position.collateral or position.borrow_shares):
        return None
    (running, _), line = begun(book, pair, now_s), line_of(book, loan, pair)
    market, unit = running.market, 10 ** int(book.reserves.decimals[pair.loan])
    worth, debt = mul_div_down(position.collateral, price, PRICE), owed(market, position)
    values = [mul_div_down(units, PAR, unit) for units in (worth, debt)]
    shares = [mul_div_down(share, BPS, WAD) for share in (market.lltv, line)]
    health = health_of(market, position, price, line)
    return Standing(values[0], values[1], shares[0], shares[1], health, health < WAD)


def suspects(book: Book, pool: int, now_s: int) -> list[int]:
    """The loans the exact rule must be asked about: a share of debt counts for a little more than it is worth."""
    pair = pair_of(book, pool)
    market = begun(book, pair, now_s)[0].market
    worth = (market.borrowed + VIRTUAL_ASSETS) * VIRTUAL_SHARES  # of as many shares as a unit had at first
    share = mul_div_up(worth, RAY, market.borrow_shares + VIRTUAL_SHARES)
    return near_the_line(book, pool, {pair.loan: (RAY, share), pair.collateral: (RAY, RAY)})


def unbacked(book: Book, loan: int, now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, units it owes with no collateral behind it) of every holding of a loan."""
    pair = pair_of(book, int(book.loans.pool[loan]))
    position = position_of(book, loan, pair)
    debt = 0 if position.collateral else owed(begun(book, pair, now_s)[0].market, position)
    for row in book.holdings_of(loan):
        yield row, debt if int(book.holdings.reserve[row]) == pair.loan else 0


def par(book: Book, reserve: int) -> int:
    """What the loan asset is worth, in which prices are told; 0 of the collateral, whose price is."""
    return PAR if reserve == pair_of(book, int(book.reserves.pool[reserve])).loan else 0
