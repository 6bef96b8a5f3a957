"""Looking at loans: who is called, who is in default and takes his other loans with him, what is lost, what is sold.

One look goes round until nothing changes any more, and what is to be sold comes last: a default marks the client's
other loans in the same step, and a loss that is laid on another loan may bring that one over its line.
"""

from collections.abc import Iterator, Sequence

from solvent import events as e
from solvent.book import Book
from solvent.engine.credit import reading
from solvent.engine.refusal import Stages
from solvent.lending.credit import calls, loss, ratio, sale
from solvent.lending.credit.calls import Cause, Ease, Standing, State
from solvent.lending.credit.hours import is_open
from solvent.policy import CreditPolicy
from solvent.reasons import Bearer, Posting
from solvent.units import MAX_AMOUNT


def looked(book: Book, desk: int, now_ns: int, account: int | None = None) -> Stages:
    """What has changed for the loans of a desk, or for those of one client there."""
    asked, changes = reading.credits_of(book, desk, account), True
    while changes:
        changes = False
        for look in (_judged, _crossed, _lost):
            events = list(look(book, asked, now_ns))
            changes = changes or bool(events)
            yield events
    yield list(_due(book, asked, now_ns))


def _judged(book: Book, asked: Sequence[int], now_ns: int) -> Iterator[e.Event]:
    """Calls and defaults that begin and end for what a loan itself owes."""
    for credit in asked:
        state, now = reading.state_of(book, credit), reading.owing(book, credit, now_ns)
        quiet = state.standing == Standing.OPEN and not now.debt
        if quiet or not now.priced or book.credits.claim[credit]:
            continue
        then = calls.judged(reading.terms_of(book, credit), state, now.debt, now.worth, now_ns)
        if isinstance(then, Ease):
            yield from eased(book, credit, then, now_ns)
        elif then.standing == Standing.DEFAULTED != state.standing:
            yield from _defaulted(book, credit, then.cause, -1, now_ns)
        elif then != state:
            yield _called(reading.terms_of(book, credit), credit, then, now)


def eased(
    book: Book, credit: int, ease: Ease, now_ns: int, until_ns: int = 0, reason: str = "", person: str = ""
) -> Iterator[e.Event]:
    """A call or a default is over, or has more time; the rate of default ends with it."""
    now = reading.owing(book, credit, now_ns)
    if book.credits.standing[credit] == Standing.DEFAULTED:
        yield from _brought_forward(book, credit, now_ns)
    yield e.CreditEased(credit, int(ease), now.debt, reading.told(now.worth), until_ns, reason, person)


def _called(terms: CreditPolicy, credit: int, then: State, now: reading.Owing) -> e.Event:
    repay = ratio.restoring_repayment(now.debt, now.worth, terms.cure_to)
    add = reading.told(ratio.restoring_value(now.debt, now.worth, terms.cure_to))
    share = ratio.loan_to_value(now.debt, now.worth)
    return e.CreditCalled(
        credit, then.level, now.debt, reading.told(now.worth), share, then.deadline_ns, repay, add
    )  # fmt: skip


def _defaulted(book: Book, credit: int, cause: Cause, other: int, now_ns: int) -> Iterator[e.Event]:
    now = reading.owing(book, credit, now_ns)
    yield from _brought_forward(book, credit, now_ns)
    share = ratio.loan_to_value(now.debt, now.worth)
    yield e.CreditDefaulted(credit, int(cause), now.debt, reading.told(now.worth), share, other)


def _brought_forward(book: Book, credit: int, now_ns: int) -> Iterator[e.Event]:
    if reading.terms_of(book, credit).default_rate:
        yield from reading.brought_forward(book, (credit,), now_ns)


def _crossed(book: Book, asked: Sequence[int], now_ns: int) -> Iterator[e.Event]:
    """A default of a client's own loan is one of all the others at that desk, until none is left."""
    t, first, defaulted = book.credits, dict[int, int](), _defaulted_of(book, asked)
    for credit in defaulted:
        if t.cause[credit] != Cause.CROSS_DEFAULT or t.claim[credit]:
            first.setdefault(int(t.account[credit]), credit)
    for credit in asked if defaulted else ():
        other, state = first.get(int(t.account[credit])), reading.state_of(book, credit)
        crosses = reading.terms_of(book, credit).cross_default and other is not None
        if state.cause == Cause.CROSS_DEFAULT and not crosses and not t.claim[credit]:
            yield from eased(book, credit, Ease.RELEASED, now_ns)
        elif crosses and state.standing != Standing.DEFAULTED and now_ns >= state.waived_ns:
            yield from _defaulted(book, credit, Cause.CROSS_DEFAULT, other or 0, now_ns)


def _lost(book: Book, asked: Sequence[int], now_ns: int) -> Iterator[e.Event]:
    """What a loan in default owes with all its collateral sold: laid on another loan of the client, or borne."""
    for credit in _defaulted_of(book, asked):
        now = reading.owing(book, credit, now_ns)
        gone = all(not book.ledger.balance[book.pledges.bucket[one]] for one in book.pledges_of(credit))
        if now.debt and gone:
            yield from _set_off(book, credit, now, now_ns) or _borne(book, credit, now.debt, now_ns)
            return  # the reserve is another one now, and so is the loan that stands in


def _defaulted_of(book: Book, asked: Sequence[int]) -> list[int]:
    """Those of some loans that are in default."""
    standing = book.credits.standing
    return [credit for credit in asked if standing[credit] == Standing.DEFAULTED]


def _set_off(book: Book, credit: int, now: reading.Owing, now_ns: int) -> list[e.Event]:
    """The debt goes to the client's loan in default that has most to spare, where the agreement says so."""
    t, surpluses = book.credits, {}
    if not reading.terms_of(book, credit).set_off:
        return []
    for other in reading.credits_of(book, int(t.desk[credit]), int(t.account[credit])):
        has = reading.owing(book, other, now_ns)
        fits = has.priced and has.debt + now.debt <= MAX_AMOUNT
        if other != credit and t.standing[other] == Standing.DEFAULTED and fits and not t.claim[other]:
            surpluses[other] = has.worth - has.debt
    taker = loss.stand_in(surpluses)
    if taker is None:
        return []
    has = reading.owing(book, taker, now_ns)
    return [
        e.CreditChanged(credit, 0, 0, now_ns),
        e.CreditChanged(taker, has.principal + now.debt, has.interest, now_ns, credit),
    ]


def _borne(book: Book, credit: int, missing: int, now_ns: int) -> list[e.Event]:
    """The reserve pays in what it has, the lender bears the rest, and the client owes all of it where there is
    recourse."""
    desk = int(book.credits.desk[credit])
    reserve, claim = int(book.desks.reserve[desk]), missing if reading.terms_of(book, credit).recourse else 0
    of_reserve, of_lender = loss.borne(missing, int(book.ledger.balance[reserve]))
    shares = ((Bearer.RESERVE, of_reserve), (Bearer.LENDER, of_lender))
    return [
        e.CreditChanged(credit, 0, 0, now_ns),
        *reading.posted(reserve, reading.till(book, desk), of_reserve, Posting.CREDIT_LOSS),
        *(e.LossBorne(credit, int(bearer), amount, claim) for bearer, amount in shares if amount),
    ]


def _due(book: Book, asked: Sequence[int], now_ns: int) -> Iterator[e.Event]:
    """What is to be sold of each loan from here on, where that is not what was said before."""
    t = book.credits
    for credit in asked:
        then = _to_sell(book, credit, now_ns)
        if then != (int(t.due[credit]) - 1, int(t.due_amount[credit]), int(t.floor[credit])):
            yield e.SaleDue(credit, *then)


def _to_sell(book: Book, credit: int, now_ns: int) -> tuple[int, int, int]:
    """Pledge, amount and floor; -1, 0 and 0 where nothing is to be sold now."""
    terms, nothing = reading.terms_of(book, credit), (-1, 0, 0)
    closed = terms.sale.open_only and not is_open(terms.calendar, now_ns)
    if book.credits.standing[credit] != Standing.DEFAULTED or closed:
        return nothing
    now = reading.owing(book, credit, now_ns)
    if not now.priced or not now.debt:
        return nothing
    order = reading.pledges_in_order(book, credit)
    held = [reading.pledge(book, terms, number) for number in order]
    place, amount = sale.due(terms.sale, now.debt, held)
    return (order[place], amount, sale.floor_price(terms.sale, held[place].price)) if amount else nothing
