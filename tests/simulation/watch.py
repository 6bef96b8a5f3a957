"""The laws of the house, asked after every step."""

from collections import Counter

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from tests.oracle import Seen, misplaced, unbalanced
from tests.simulation.house import House
from tests.world import cells

LOOKS = (c.ObservePrice, c.ObserveTrade, c.ObserveBook, c.AdvanceTime, c.SettleFunding)  # everyone is looked at


def broken(house: House, command: c.Command, outcome: Outcome, before: bytes) -> list[str]:
    """The laws that do not hold after a step; `before`: the digest it started from."""
    if outcome.refused:
        return [] if house.book.digest() == before else [f"{outcome.refused.name} changed the book"]
    seen = Seen(house.book)
    found = unbalanced(house.book) + misplaced(house.book) + seen.owing() + waterfall(outcome)
    for event in outcome.events:
        if isinstance(event, e.LiquidationTriggered):
            on_a_bad_price = seen.blocked.intersection(cells(event.bucket))
            found += [f"bucket {bucket} is closed on a price that may not be used" for bucket in on_a_bad_price]
    if isinstance(command, LOOKS):
        found += seen.skipped()
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
