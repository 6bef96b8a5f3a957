"""The laws of the house, asked after every step."""

from collections import Counter
from fractions import Fraction
from math import ceil

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.policy import LiquidationFee
from tests.oracle import Seen, misplaced, unbalanced
from tests.simulation.house import House
from tests.simulation.stages import on_its_terms
from tests.world import cells

LOOKS = (c.ObservePrice, c.ObserveTrade, c.ObserveBook, c.AdvanceTime, c.SettleFunding)  # everyone is looked at


def broken(house: House, command: c.Command, outcome: Outcome, before: bytes) -> list[str]:
    """The laws that do not hold after a step; `before`: the digest it started from."""
    if outcome.refused:
        return [] if house.book.digest() == before else [f"{outcome.refused.name} changed the book"]
    seen = Seen(house.book)
    found = unbalanced(house.book) + misplaced(house.book) + seen.owing() + waterfall(outcome)
    found += on_its_terms(house, outcome)
    for event in outcome.events:
        if isinstance(event, e.LiquidationTriggered):
            on_a_bad_price = seen.blocked.intersection(cells(event.bucket))
            found += [f"bucket {bucket} is closed on a price that may not be used" for bucket in on_a_bad_price]
        if isinstance(event, e.LiquidationOrderFilled):
            found += fees(house, event)
    if isinstance(command, LOOKS):
        found += seen.skipped()
    return found


def fees(house: House, filled: e.LiquidationOrderFilled) -> list[str]:
    """Whether every fee is rounded up, and a liquidation fee below its rate only where its cap says so."""
    book, found = house.book, []
    capped_by_equity = house.rules.closing.fee == LiquidationFee.CAPPED_BY_EQUITY
    columns = (filled.order, filled.notional, filled.taker_fee, filled.liquidation_fee, filled.equity)
    for order, notional, taker, fee, left in zip(*map(cells, columns), strict=True):
        market = int(book.rows.market[book.orders.row[order]])
        full = [ceil(Fraction(notional * int(rate[market]), 10**6))
                for rate in (book.markets.taker_fee, book.markets.liquidation_fee)]  # fmt: skip
        if taker != full[0]:
            found.append(f"a taker fee of {taker} where {full[0]} is due")
        if fee > full[1] or (capped_by_equity and fee < full[1] and left > 0):
            found.append(f"a liquidation fee of {fee} where {full[1]} is due and {left} left")
    return found


def waterfall(outcome: Outcome) -> list[str]:
    """Whether payers paid exactly the shortfalls that were found."""
    found, paid = 0, 0
    fills = any(isinstance(event, e.LiquidationOrderFilled) for event in outcome.events)
    for event in outcome.events:
        if isinstance(event, e.ShortfallFound):
            found += _sum(event.amount)
        if isinstance(event, e.InsuranceFundDrawn | e.OperatorPaid | e.LossSocialised | e.BadDebtRecorded):
            paid += _sum(event.amount)
    if fills:  # a fill may draw on the fund at once, before anything is found to be missing
        return [] if paid >= found else [f"{found} atoms were missing and {paid} paid"]
    return [] if paid == found else [f"{found} atoms were missing and {paid} paid"]


def _sum(amount: object) -> int:
    return amount if isinstance(amount, int) else int(amount.sum())  # type: ignore[attr-defined]


def run(house: House, steps: int) -> Counter[str]:
    """A whole run under watch; the count of events by name."""
    seen: Counter[str] = Counter()
    for number, command in enumerate(house.steps(steps)):
        before = house.book.digest()
        outcome = house.take(command)
        problems = broken(house, command, outcome, before)
        assert not problems, f"step {number}, {type(command).__name__} of {house.rules.name}: {problems[0]}"
        seen.update(type(event).__name__ for event in outcome.events)
    return seen
