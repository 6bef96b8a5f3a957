"""A sale of collateral that was due: what it brings, and whose that is."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.engine import refusal as r
from solvent.engine.credit import reading
from solvent.engine.credit.actions import Place, place_of
from solvent.engine.credit.looking import looked
from solvent.engine.refusal import Stages, require
from solvent.lending.credit import sale
from solvent.lending.credit.hours import is_open
from solvent.reasons import Posting, Reason


def report_sale(book: Book, command: c.ReportSale) -> Stages:
    """So much was sold at this price; a bid below the reserve price is refused, and so is more than was due."""
    place = place_of(book, command)
    pledge = _due(book, place, command)
    require(min(command.amount, command.price) > 0, Reason.NOT_POSITIVE,
            f"expected an amount and a price above 0, found {command.amount} and {command.price}")  # fmt: skip
    most, floor = (int(column[place.credit]) for column in (book.credits.due_amount, book.credits.floor))
    require(command.amount <= most, Reason.OVER_FILL, f"expected at most {most} atoms, found {command.amount}")
    require(command.price >= floor, Reason.BID_BELOW_RESERVE, f"expected {floor} or more, found {command.price}")
    terms = reading.terms_of(book, place.credit)
    at = reading.pledge(book, terms, pledge)._replace(price=command.price)
    brought = sale.proceeds(at, command.amount, terms.sale.fee, place.now.principal, place.now.interest)
    r.can_move(book, reading.outside(book, place.desk), reading.till(book, place.desk), brought.gross)
    left = place.now.principal - brought.principal, place.now.interest - brought.interest
    yield [
        e.CollateralSold(pledge, command.amount, command.price, *brought),
        *_moved(book, place, pledge, command.amount, brought),
        e.CreditChanged(place.credit, *left, command.time_ns),
    ]
    yield from looked(book, place.desk, command.time_ns, place.account)


def _due(book: Book, place: Place, command: c.ReportSale) -> int:
    """The pledge that is to be sold, refused where none is, or another, or the desk is closed."""
    pledge, terms = int(book.credits.due[place.credit]) - 1, reading.terms_of(book, place.credit)
    require(pledge >= 0, Reason.UNKNOWN_ORDER, f"nothing of {command.loan} is to be sold")
    asset = book.assets[int(book.collaterals.asset[book.pledges.collateral[pledge]])]
    require(asset == command.asset, Reason.UNKNOWN_ORDER, f"expected {asset}, which is to be sold first")
    opened = not terms.sale.open_only or is_open(terms.calendar, command.time_ns)
    require(opened, Reason.UNKNOWN_ORDER, f"{command.desk} sells while it is open")
    return pledge


def _moved(book: Book, place: Place, pledge: int, amount: int, brought: sale.Proceeds) -> list[e.Event]:
    """Collateral to the buyer, his money to the till, the fee to the desk's fees, the surplus to the client."""
    asset, currency = int(book.collaterals.asset[book.pledges.collateral[pledge]]), int(book.desks.currency[place.desk])
    till, outside = reading.till(book, place.desk), reading.outside(book, place.desk)
    bucket, buyer = int(book.pledges.bucket[pledge]), book.house(asset, House.OUTSIDE)
    return [
        *reading.posted(bucket, buyer, amount, Posting.COLLATERAL_SALE),
        *reading.posted(outside, till, brought.gross, Posting.COLLATERAL_SALE),
        *reading.posted(till, book.house(currency, House.FEES), brought.fee, Posting.LIQUIDATION_FEE),
        *reading.posted(till, outside, brought.surplus, Posting.COLLATERAL_RETURNED),
    ]
