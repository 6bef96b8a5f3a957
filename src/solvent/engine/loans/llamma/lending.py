"""What lenders do in a market whose coin is not minted: shares of what is there and what is owed.

Source    curvefi/curve-stablecoin cf1d05f lending/Vault.vy deposit, withdraw, redeem (read 2026-11-27)
"""

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.llamma.market import Pool, written
from solvent.engine.loans.places import Asked, changed, holding_in
from solvent.engine.loans.reading import EVERYTHING, paid_in, paid_out
from solvent.engine.refusal import Stages, require
from solvent.lending.aave.pool import Holding
from solvent.lending.llamma.loans import LEAST_ASSETS, to_assets, to_shares
from solvent.reasons import Posting, Reason


def supply(book: Book, here: Pool, command: Asked, loan: int, opened: list[e.Event], amount: int) -> Stages:
    """Units in for shares, rounded down."""
    require(not here.mints, Reason.RESERVE_CLOSED, f"{command.asset} is minted by {command.pool}, nobody lends it")
    total = here.lent
    shares = to_shares(amount, total, wide(book.reserves, here.borrowed, "supplied"))
    require(shares > 0 and total + amount >= LEAST_ASSETS, Reason.NOTHING_MOVES, "expected an amount worth a share")
    at = holding_in(book, loan, here.borrowed)
    if at == book.holdings.n:
        opened.append(e.HoldingOpened(loan, here.borrowed))
    has = reading.holdings_of(book, loan).get(here.borrowed, Holding(pledged=False))
    paid = paid_in(book, here.borrowed, amount, Posting.LOAN_SUPPLY)
    events = written(book, here, here.bands, cash=amount)
    yield [*opened, changed(at, has._replace(supplied=has.supplied + shares)), *events, *paid]
    yield watching.swept(book, int(book.band_markets.pool[here.row]))


def redeem(book: Book, here: Pool, command: Asked, loan: int, opened: list[e.Event], wanted: int) -> Stages:
    """Units out for shares, rounded up, as far as borrowers have not got them: who is lent out cannot leave."""
    has = reading.holdings_of(book, loan).get(here.borrowed, Holding()) if not opened else Holding()
    require(has.supplied > 0, Reason.MORE_THAN_HELD, f"{command.account} has lent nothing to {command.pool}")
    total, supply_ = here.lent, wide(book.reserves, here.borrowed, "supplied")
    if wanted == EVERYTHING:
        shares, amount = has.supplied, to_assets(has.supplied, total, supply_)
    else:
        shares, amount = to_shares(wanted, total, supply_, up=True), wanted
    require(shares <= has.supplied, Reason.MORE_THAN_HELD, f"expected at most {has.supplied} shares, found {shares}")
    cash, rest = here.cash, total - amount
    require(amount <= cash, Reason.NO_LIQUIDITY, f"expected at most {cash} units not lent out, found {amount}")
    require(rest >= LEAST_ASSETS or not rest, Reason.DUST_LEFT, f"expected {LEAST_ASSETS} units left, or none")
    paid = paid_out(book, here.borrowed, amount, Posting.LOAN_REDEMPTION)
    events = written(book, here, here.bands, cash=-amount)
    at = holding_in(book, loan, here.borrowed)
    yield [changed(at, has._replace(supplied=has.supplied - shares)), *events, *paid]
    yield watching.swept(book, int(book.band_markets.pool[here.row]))
