"""What clients do: open a loan, pledge and take back collateral, draw and repay."""

from typing import NamedTuple, Protocol

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.engine import refusal as r
from solvent.engine.credit import reading
from solvent.engine.credit.looking import looked
from solvent.engine.credit.reading import Owing
from solvent.engine.refusal import Stages, require
from solvent.lending.credit import loss, ratio
from solvent.lending.credit.calls import Standing
from solvent.reasons import Bearer, Posting, Reason


class Asked(Protocol):
    """What commands about a loan have in common."""

    @property
    def desk(self) -> str: ...
    @property
    def loan(self) -> str: ...
    @property
    def time_ns(self) -> int: ...


class Place(NamedTuple):
    """A loan and how it stands now."""

    desk: int
    credit: int
    account: int
    now: Owing


def place_of(book: Book, command: Asked) -> Place:
    """The loan a command names, or a refusal."""
    desk = reading.desk_of(book, command.desk)
    credit = reading.credit_of(book, desk, command.loan)
    return Place(desk, credit, int(book.credits.account[credit]), reading.owing(book, credit, command.time_ns))


def open_credit(book: Book, command: c.OpenCredit) -> Stages:
    """A loan with nothing in it."""
    desk, account = _new(book, command)
    yield [e.CreditOpened(desk, account, command.loan)]


def _new(book: Book, command: c.OpenCredit | c.LoadCredit) -> tuple[int, int]:
    account, desk = r.account_of(book, command.account), reading.desk_of(book, command.desk)
    known = (desk, command.loan) in book.credit_of
    require(not known, Reason.ALREADY_EXISTS, f"{command.desk} has a loan {command.loan!r} already")
    r.new_name(command.loan)
    return desk, account


def load_credit(book: Book, command: c.LoadCredit) -> Stages:
    """A loan as it stands, whatever its loan to value; the till must have had what was lent."""
    desk, account = _new(book, command)
    assets, amounts = command.assets, command.amounts
    require(len(assets) == len(amounts), Reason.LENGTHS_DIFFER,
            f"expected an amount for each asset, found {len(assets)} and {len(amounts)}")  # fmt: skip
    require(len(set(assets)) == len(assets), Reason.ALREADY_EXISTS, "expected each asset once, found one twice")
    least = min(command.principal, command.interest)
    require(least >= 0, Reason.NOT_POSITIVE, f"expected 0 or more atoms owed, found {least}")
    require(max(command.principal, command.interest) <= r.MAX_ENTERING, Reason.OUT_OF_RANGE,
            f"expected at most {r.MAX_ENTERING} atoms owed")  # fmt: skip
    credit = book.credits.n
    events: list[e.Event] = [e.CreditOpened(desk, account, command.loan)]
    for place, (asset, amount) in enumerate(zip(assets, amounts, strict=True)):
        collateral = reading.collateral_of(book, desk, asset)
        of, bucket = int(book.collaterals.asset[collateral]), book.ledger.n + place
        r.positive_amount(amount)
        r.can_move(book, book.house(of, House.OUTSIDE), bucket, amount)
        events += [
            e.PledgeOpened(credit, collateral),
            e.CashTransferred(book.house(of, House.OUTSIDE), bucket, amount, Posting.COLLATERAL_POSTED),
        ]
    events += _lent(book, desk, command.principal)
    yield [*events, e.CreditChanged(credit, command.principal, command.interest, command.time_ns)]
    yield from looked(book, desk, command.time_ns, account)


def _lent(book: Book, desk: int, amount: int) -> list[e.Event]:
    """Money out of the till, or a refusal."""
    till, outside = reading.till(book, desk), reading.outside(book, desk)
    cash = int(book.ledger.balance[till])
    require(amount <= cash, Reason.NO_LIQUIDITY, f"expected at most {cash} atoms in the till, found {amount}")
    return reading.posted(till, outside, amount, Posting.CREDIT_DRAWN)


def post_collateral(book: Book, command: c.PostCollateral) -> Stages:
    """More collateral, of an asset that has a price: one that has none would hide what is missing."""
    place = place_of(book, command)
    collateral = reading.collateral_of(book, place.desk, command.asset)
    r.positive_amount(command.amount)
    priced = bool(book.collaterals.price[collateral])
    require(priced, Reason.ORACLE_SILENT, f"no price of {command.asset} was told yet")
    claimed = bool(book.credits.claim[place.credit])
    require(not claimed, Reason.IN_DEFAULT, f"expected payment of what {command.loan} still owes, not collateral")
    number = _pledge(book, place.credit, collateral)
    opened: list[e.Event] = [e.PledgeOpened(place.credit, collateral)] if number == book.pledges.n else []
    bucket = book.ledger.n if opened else int(book.pledges.bucket[number])
    outside = book.house(int(book.collaterals.asset[collateral]), House.OUTSIDE)
    r.can_move(book, outside, bucket, command.amount)
    yield [*opened, e.CashTransferred(outside, bucket, command.amount, Posting.COLLATERAL_POSTED)]
    yield from looked(book, place.desk, command.time_ns, place.account)


def _pledge(book: Book, credit: int, collateral: int) -> int:
    """A loan's pledge of a collateral, the index of the next one where there is none."""
    of = (number for number in book.pledges_of(credit) if int(book.pledges.collateral[number]) == collateral)
    return next(of, book.pledges.n)


def _at_rest(book: Book, place: Place, loan: str) -> None:
    """Refuses to let anything leave a loan that is called or in default."""
    standing = Standing(int(book.credits.standing[place.credit]))
    require(standing == Standing.OPEN, Reason.IN_DEFAULT, f"{loan} is {standing.name.lower()}")


def return_collateral(book: Book, command: c.ReturnCollateral) -> Stages:
    """Collateral back to the client, up to the initial loan to value."""
    place = place_of(book, command)
    collateral = reading.collateral_of(book, place.desk, command.asset)
    r.positive_amount(command.amount)
    number = _pledge(book, place.credit, collateral)
    held = int(book.ledger.balance[book.pledges.bucket[number]]) if number < book.pledges.n else 0
    require(command.amount <= held, Reason.MORE_THAN_HELD, f"expected at most {held} atoms, found {command.amount}")
    _at_rest(book, place, command.loan)
    terms, debt = reading.terms_of(book, place.credit), place.now.debt
    one = reading.pledge(book, terms, number)
    left = place.now.worth - one.value + one._replace(amount=held - command.amount).value
    enough = not debt or (place.now.priced and ratio.within(debt, left, terms.initial))
    require(enough, Reason.LOAN_TO_VALUE, f"{left} atoms of collateral would stand behind {debt} owed")
    bucket, outside = (
        int(book.pledges.bucket[number]),
        book.house(int(book.collaterals.asset[collateral]), House.OUTSIDE),
    )
    yield [e.CashTransferred(bucket, outside, command.amount, Posting.COLLATERAL_RETURNED)]
    yield from looked(book, place.desk, command.time_ns, place.account)


def draw_credit(book: Book, command: c.DrawCredit) -> Stages:
    """Money to the client, up to the initial loan to value."""
    place = place_of(book, command)
    r.positive_amount(command.amount)
    require(place.now.priced, Reason.ORACLE_SILENT, f"no price was told yet of collateral of {command.loan}")
    _at_rest(book, place, command.loan)
    debt, initial = place.now.debt + command.amount, reading.terms_of(book, place.credit).initial
    enough = ratio.within(debt, place.now.worth, initial)
    require(enough, Reason.LOAN_TO_VALUE, f"{place.now.worth} atoms of collateral would stand behind {debt} owed")
    lent = _lent(book, place.desk, command.amount)
    principal = place.now.principal + command.amount
    yield [*lent, e.CreditChanged(place.credit, principal, place.now.interest, command.time_ns)]
    yield from looked(book, place.desk, command.time_ns, place.account)


def repay_credit(book: Book, command: c.RepayCredit) -> Stages:
    """Money from the client: interest, principal, then what is claimed of what others have borne."""
    place = place_of(book, command)
    r.positive_amount(command.amount)
    t, credit, now = book.credits, place.credit, place.now
    owed = now.debt + int(t.claim[credit])
    require(owed > 0, Reason.NOTHING_OWED, f"{command.loan} owes nothing")
    paid = min(command.amount, owed)
    till, outside = reading.till(book, place.desk), reading.outside(book, place.desk)
    r.can_move(book, outside, till, paid)
    of_interest = min(paid, now.interest)
    of_principal = min(paid - of_interest, now.principal)
    left = now.principal - of_principal, now.interest - of_interest
    events: list[e.Event] = [e.CashTransferred(outside, till, paid, Posting.CREDIT_REPAID)]
    events.append(e.CreditChanged(credit, *left, command.time_ns))
    yield [*events, *_had_back(book, place, paid - of_interest - of_principal)]
    yield from looked(book, place.desk, command.time_ns, place.account)


def _had_back(book: Book, place: Place, paid: int) -> list[e.Event]:
    """What a claim that is paid gives back to whoever bore it."""
    t, credit = book.credits, place.credit
    of_reserve, of_lender = loss.recovered(paid, int(t.by_reserve[credit]), int(t.by_lender[credit]))
    reserve, claim = int(book.desks.reserve[place.desk]), int(t.claim[credit]) - paid
    shares = ((Bearer.RESERVE, of_reserve), (Bearer.LENDER, of_lender))
    return [
        *reading.posted(reading.till(book, place.desk), reserve, of_reserve, Posting.CREDIT_LOSS),
        *(e.LossBorne(credit, int(bearer), -amount, claim) for bearer, amount in shares if amount),
    ]
