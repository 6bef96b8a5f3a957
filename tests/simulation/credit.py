"""A credit desk beside the perpetuals of a random house: what comes in, and the laws of loans between two parties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import Outcome
from solvent.engine.credit import reading
from solvent.lending.credit import ratio
from solvent.lending.credit.calls import Cause, Standing
from solvent.lending.credit.hours import is_open
from solvent.lending.credit.sale import floor_price
from solvent.policy import CalendarPolicy, CallPolicy, Clock, CreditPolicy, SalePolicy, Venue
from solvent.units import PPM
from tests.credit import (
    BITCOIN,
    COIN,
    DESK,
    DOLLAR,
    ETHER,
    HOUR,
    MARKET,
    OTHER,
    PERCENT,
    PRICE,
    PRICES,
    agreement,
)

if TYPE_CHECKING:
    from tests.simulation.house import House

LOANS = tuple(f"loan{n}" for n in range(8))
AMOUNTS = {COIN: BITCOIN, OTHER: 20 * ETHER}
LOOKS = (c.ObserveCollateral, c.AdvanceTime, c.AdoptAgreement)
S = 10**9
# A run begins two minutes after the midnight of a Thursday: open for some of it, then till the next day closed.
HOURS = CalendarPolicy((*((0, 0),) * 3, (0, 4), *((0, 600),) * 3))


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A desk, its money, its prices, and loans of which each client has two or more."""
    yield house.stamp(c.AdoptAgreement, desk=DESK, policy=_terms(house))
    for to, dollars in (("till", 60_000), ("reserve", house.credit.choice([0, 500, 5_000]))):
        yield house.stamp(c.FundDesk, desk=DESK, to=to, amount=max(dollars * DOLLAR, 1))
    yield house.stamp(c.ObserveCollateral, desk=DESK, assets=[COIN, OTHER],
                      prices=[PRICES[COIN] * PRICE, PRICES[OTHER] * PRICE])  # fmt: skip
    for place, loan in enumerate(LOANS[:-2]):
        yield house.stamp(c.OpenCredit, desk=DESK, account=accounts[place % 3], loan=loan)
        asset = house.credit.choice(list(AMOUNTS))
        yield house.stamp(c.PostCollateral, desk=DESK, loan=loan, asset=asset, amount=AMOUNTS[asset])
        yield house.stamp(c.DrawCredit, desk=DESK, loan=loan, amount=house.credit.randint(8_000, 9_000) * DOLLAR)


def _terms(house: House) -> CreditPolicy:
    """One of many agreements: the seed says which clauses it has. Its times are those of a run, which is minutes."""
    r = house.credit
    sale = r.choice([
        MARKET, replace(MARKET, target=0), replace(MARKET, discount=2 * PERCENT, fee=PERCENT, full_below=500 * DOLLAR),
        SalePolicy(Venue.OTC, target=50 * PERCENT, floor=97 * PERCENT), replace(MARKET, open_only=True),
    ])  # fmt: skip
    calls = r.choice([
        (CallPolicy(70 * PERCENT, 5 * S),), (CallPolicy(65 * PERCENT, 20 * S), CallPolicy(75 * PERCENT, 4 * S)), (),
    ])  # fmt: skip
    crosses = r.random() < 0.7
    return agreement(
        f"agreement{r.randint(1, 99)}", calls=calls, sale=sale, partial_cure=r.random() < 0.5, cross_default=crosses,
        set_off=crosses and r.random() < 0.6, recourse=r.random() < 0.7, rate=r.choice([0, 10 * PERCENT, PPM]),
        default_rate=r.choice([0, 5 * PERCENT]), clock=r.choice([Clock.HOURS, Clock.BUSINESS_HOURS]), calendar=HOURS,
    )  # fmt: skip


def asked(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about credit, which need not be accepted."""
    r = house.credit
    what, loan, asset = r.randrange(24), r.choice(LOANS), r.choice([COIN, COIN, OTHER])
    wild = r.choice([0, -1, 1, 10**18, 2**63 - 1])
    place = {"desk": DESK, "loan": loan}
    dollars = r.choice([wild, r.randint(1, 10**4) * DOLLAR, r.randint(1, 10**4) * DOLLAR])
    amount = r.choice([wild, AMOUNTS[asset] * r.randint(1, 100) // 100, AMOUNTS[asset]])
    if what < 7:
        price = PRICES[asset] * PRICE * r.choice([1, 50, 60, *range(62, 74, 2), 100, 130]) // 100
        return house.stamp(c.ObserveCollateral, desk=DESK, assets=[asset], prices=[price])
    if what < 12:
        return _answer(house) or house.stamp(c.AdvanceTime)
    if what == 12:
        return house.stamp(c.DrawCredit, **place, amount=dollars)
    if what < 15:
        return house.stamp(c.RepayCredit, **place, amount=dollars)
    if what < 17:
        return house.stamp(c.PostCollateral, **place, asset=asset, amount=amount)
    if what == 17:
        return house.stamp(c.ReturnCollateral, **place, asset=asset, amount=amount)
    if what == 18:
        return house.stamp(c.OpenCredit, account=r.choice(accounts), **place)
    if what == 19:
        held = r.choice([[], [COIN]])
        return house.stamp(c.LoadCredit, account=r.choice(accounts), **place, principal=dollars,
                           interest=r.choice([0, 1, DOLLAR]), assets=held, amounts=[amount] * len(held))  # fmt: skip
    if what == 20:
        until = house.at_ns + r.choice([0, 30 * S, HOUR])
        return house.stamp(c.WaiveCall, **place, until_ns=until, reason=r.choice(["so", " "]), actor="officer")
    if what == 21:
        loan = _called(house.book) or loan
        ends = house.at_ns + r.choice([0, 90 * S, 100 * HOUR])
        return house.stamp(
            c.ExtendCall, desk=DESK, loan=loan, deadline_ns=ends, reason="so", actor=r.choice(["officer", ""])
        )
    if what == 22:
        market = r.choice(["A-USD", "D-COIN", "", "", "none"])
        return house.stamp(c.FollowCollateral, desk=DESK, asset=OTHER, market=market)
    if r.random() < 0.5:
        return house.stamp(c.FundDesk, desk=DESK, amount=dollars, to=r.choice(["till", "reserve", "pocket"]))
    return house.stamp(c.AdoptAgreement, desk=DESK, policy=_terms(house))


def _called(book: Book) -> str:
    """A loan that is called, if any is."""
    found = (book.credit_names[credit] for credit in range(book.credits.n)
             if book.credits.standing[credit] == Standing.CALLED)  # fmt: skip
    return next(found, "")


def _answer(house: House) -> c.Command | None:
    """A sale that is due finds a buyer, for all of it or a part, at a price near that of the desk."""
    book, r = house.book, house.credit
    due = [credit for credit in range(book.credits.n) if book.credits.due[credit]]
    if not due:
        return None
    credit = r.choice(due)
    collateral = int(book.pledges.collateral[int(book.credits.due[credit]) - 1])
    asset = book.assets[int(book.collaterals.asset[collateral])]
    most = int(book.credits.due_amount[credit])
    price = int(book.collaterals.price[collateral]) * r.choice([50, 90, 97, 98, 100, 105]) // 100
    return house.stamp(c.ReportSale, desk=DESK, loan=book.credit_names[credit], asset=asset,
                       amount=r.choice([most, most, most // 2, most + 1]), price=price)  # fmt: skip


def amiss(book: Book, command: c.Command) -> list[str]:
    """What does not hold of credit: whose money, who stands where, what is for sale, who bears what."""
    found = list(_looked(book, command))
    t = book.credits
    for credit in range(t.n):
        terms, borne = reading.terms_of(book, credit), int(t.by_reserve[credit]) + int(t.by_lender[credit])
        name = book.credit_names[credit]
        if min(int(t.principal[credit]), int(t.interest[credit]), int(t.claim[credit])) < 0:
            found.append(f"{name} owes less than nothing")
        if t.claim[credit] and int(t.claim[credit]) > borne:
            found.append(f"{name} is claimed {t.claim[credit]}, of which somebody bears {borne}")
        if t.claim[credit] and (t.principal[credit] or t.standing[credit] != Standing.DEFAULTED):
            found.append(f"{name} owes what others bear already, or is at rest with a claim")
        if t.due[credit] and t.standing[credit] != Standing.DEFAULTED:
            found.append(f"{name} is for sale and not in default")
        if t.standing[credit] == Standing.CALLED and not t.deadline_ns[credit]:
            found.append(f"{name} is called for ever")
        held = [int(book.ledger.balance[book.pledges.bucket[one]]) for one in book.pledges_of(credit)]
        if min(held, default=0) < 0 or int(book.ledger.balance[book.desks.till[0]]) < 0:
            found.append(f"{name} has pledged less than nothing, or the till is empty")
        if terms.recourse and t.standing[credit] != Standing.DEFAULTED and t.claim[credit]:
            found.append(f"{name} is at rest and claimed")
    return found


def _looked(book: Book, command: c.Command) -> Iterator[str]:
    """After a look at all loans none is forgotten: asked again by the lines themselves, not by the rule that judged."""
    if not isinstance(command, LOOKS) or not book.desks.n:
        return
    now, t = book.now_ns, book.credits
    own = {int(t.account[k]) for k in range(t.n)
           if t.standing[k] == Standing.DEFAULTED and (t.cause[k] != Cause.CROSS_DEFAULT or t.claim[k])}  # fmt: skip
    for credit in range(t.n):
        terms, has, name = reading.terms_of(book, credit), reading.owing(book, credit, now), book.credit_names[credit]
        standing, waived = Standing(int(t.standing[credit])), now < int(t.waived_ns[credit])
        crossed = terms.cross_default and int(t.account[credit]) in own
        if crossed != (standing == Standing.DEFAULTED) and (crossed and not waived):
            yield f"{name} stands beside a default of its client"
        if t.cause[credit] == Cause.CROSS_DEFAULT and not crossed and not t.claim[credit]:
            yield f"{name} is in default for nobody"
        if waived or not has.priced or not has.debt:
            continue
        at = has.debt * PPM
        if at >= terms.liquidation * has.worth and standing != Standing.DEFAULTED:
            yield f"{name} owes {has.debt} against {has.worth} and is not in default"
        if standing == Standing.OPEN and any(at >= call.at * has.worth for call in terms.calls):
            yield f"{name} owes {has.debt} against {has.worth} and is not called"
        if standing == Standing.CALLED and (now >= t.deadline_ns[credit] or at <= terms.cure_to * has.worth):
            yield f"{name} is called although its time is over or its call answered"
        if standing == Standing.DEFAULTED:
            yield from _for_sale(book, credit, terms, has)


def _for_sale(book: Book, credit: int, terms: CreditPolicy, has: reading.Owing) -> Iterator[str]:
    """Of a loan in default so much is for sale as brings it to its target, unless everything is."""
    t, name = book.credits, book.credit_names[credit]
    closed = terms.sale.open_only and not is_open(terms.calendar, book.now_ns)
    wanted = has.debt * PPM > terms.sale.target * has.worth and not closed
    if wanted != bool(t.due[credit]):
        yield f"{name} owes {has.debt} against {has.worth}: for sale {bool(t.due[credit])}, closed {closed}"
    if not wanted:
        return
    one = reading.pledge(book, terms, int(t.due[credit]) - 1)
    sold = int(t.due_amount[credit])
    assumed = one._replace(price=one.price * (PPM - terms.sale.discount) // PPM)
    gross = sold * assumed.price // assumed.grain
    left = has.debt - gross + -(-gross * terms.sale.fee // PPM)
    worth = has.worth - one.value + one._replace(amount=one.amount - sold).value
    if sold < one.amount and not ratio.within(left, worth, terms.sale.target):
        yield f"{name} would still owe {left} against {worth}"
    if int(t.floor[credit]) != floor_price(terms.sale, one.price):
        yield f"{name} is for sale at {t.floor[credit]} while {one.price} is the price"


def kinds(outcome: Outcome) -> set[object]:
    """What a run has met: kinds of events, and of causes, endings and bearers."""
    met: set[object] = set()
    for event in outcome.events:
        met.add(type(event))
        if isinstance(event, e.CreditDefaulted):
            met.add(Cause(event.cause))
        if isinstance(event, e.CreditEased):
            met.add(("ease", event.ease))
        if isinstance(event, e.CreditChanged) and event.stands_in >= 0:
            met.add("stands in")
    return met
