"""What happened to an account's loans: when one could be liquidated, who did it, and what was left."""

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.lending.aave.pool import Holding
from solvent.reports.loan_names import amount, health, reserve
from solvent.reports.naming import plain
from solvent.reports.telling import Moment
from solvent.reports.wording import event_line

# What is told, and what it is about; "trigger" is what began a closing.
KINDS: dict[type[e.Event], str] = {
    e.LoanLiquidatable: "trigger",
    e.LoanLiquidated: "trigger",
    e.TroveLiquidated: "trigger",
    e.LoanRecovered: "end",
    e.TroveLossBorne: "loss",
    e.LoanCategorySet: "standing",
    e.BadDebtNamed: "loss",
    e.LoanAbsorbed: "trigger",
    e.LoanPreLiquidated: "trigger",
    e.LendersLost: "loss",
    e.DebtTakenOver: "trigger",
    e.PreLiquidationAllowed: "standing",
    e.CollateralAbsorbed: "end",
    e.TroveRedeemed: "trigger",
    e.AuctionStarted: "trigger",
    e.AuctionTaken: "standing",
    e.AuctionBid: "standing",
    e.AuctionEnded: "end",
    e.AuctionLossBorne: "loss",
}


def tell(now: Moment, event: e.Event, account: str) -> None:
    """Tells an event of a loan of the account, once it is written."""
    kind = KINDS.get(type(event))
    if kind is None:
        return
    if isinstance(event, e.LendersLost):
        _lost(now, event, account)
    loan = _loan(now.book, event)
    if now.book.account_names[int(now.book.loans.account[loan])] == account:
        line = event_line(now.names, event)
        now.say(kind, f"{line[:1].upper()}{line[1:]}.")


def _lost(now: Moment, event: e.LendersLost, account: str) -> None:
    """What an account that lends has of a loss that all lenders of its market bear: by its shares, rounded down."""
    book = now.book
    loan = book.loan_of.get((int(book.reserves.pool[event.reserve]), book.account_of[account]))
    shares = reading.holdings_of(book, loan).get(event.reserve, Holding()).supplied if loan is not None else 0
    if shares:
        part = str(int(event.units) * shares // wide(book.reserves, event.reserve, "supplied"))
        own, all_ = (amount(now.names, digits, event.reserve) for digits in (part, event.units))
        now.say(
            "loss", f"All lenders of {reserve(now.names, event.reserve)} lose {all_} at once, {own} of it is its own."
        )


def _loan(book: Book, event: e.Event) -> int:
    """The loan an event is about: it names it, or an auction or a holding of it."""
    if isinstance(event, e.AuctionTaken | e.AuctionBid | e.AuctionEnded | e.AuctionLossBorne):
        return int(book.auctions.loan[event.auction])
    return event.loan if hasattr(event, "loan") else int(book.holdings.loan[event.holding])  # type: ignore[attr-defined]


def stand(now: Moment, account: str) -> None:
    """How the account's loans stand at the end."""
    book = now.book
    for loan in _loans(book, account):
        pool, whole = plain(book.pool_names[int(book.loans.pool[loan])]), watching.standing(book, loan)
        ends = f"a health factor of {health(str(whole.health))}" if whole else "a price that was never told"
        now.say("standing", f"Its loan in {pool} ends with {ends}.")


def _loans(book: Book, account: str) -> list[int]:
    number = book.account_of[account]
    return [loan for loan in range(book.loans.n) if int(book.loans.account[loan]) == number]
