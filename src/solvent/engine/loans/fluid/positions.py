"""Where a loan stands in a vault, and the events that write it.

Its holdings have what it had when it last acted: a liquidation changes what a tick holds, and no loan's own numbers.
"""

from typing import NamedTuple

from solvent import events as e
from solvent.book import MAX_WIDE, Book, wide
from solvent.engine.loans import reading
from solvent.engine.loans.fluid.scene import Scene, refuse
from solvent.engine.loans.places import changed, seats_in
from solvent.engine.refusal import require
from solvent.lending.aave.pool import Holding
from solvent.lending.fluid.positions import Standing, standing
from solvent.lending.fluid.vault import Position
from solvent.lending.refusal import Refusal
from solvent.reasons import Reason


class TickLoan(NamedTuple):
    """A loan where it last stood, and raw units it has lent to the layer."""

    position: Position = Position()
    stake: int = 0


def loan_of(book: Book, loan: int, scene: Scene) -> TickLoan:
    """A loan as it last stood."""
    t, row = book.tick_loans, book.tick_loan_of.get(loan)
    stake = reading.holdings_of(book, loan).get(scene.borrowed, Holding()).supplied
    if row is None:
        return TickLoan(stake=stake)
    tick = int(t.tick[row]) if t.owes[row] else None
    return TickLoan(Position(tick, int(t.mark[row]), wide(t, row, "collateral"), wide(t, row, "dust")), stake)


def now_of(scene: Scene, position: Position, who: str) -> Standing:
    """Where a position is by now."""
    found = standing(scene.vault, position)
    if isinstance(found, Refusal):
        refuse(found, who)
    assert isinstance(found, Standing)
    return found


def stands(scene: Scene, loan: int, now: TickLoan, opened: list[e.Event]) -> list[e.Event]:
    """What writes a loan and its two holdings, opened by this step where they are new."""
    book, position = scene.book, now.position
    seats = seats_in(book, loan, (scene.collateral, scene.borrowed), opened)
    found = standing(scene.vault, position)
    owed = 0 if isinstance(found, Refusal) else found.debt
    largest = max(position.collateral, position.dust, owed, now.stake)
    require(largest <= MAX_WIDE, Reason.TOO_LARGE, f"expected raw amounts within 2^126, found {largest}")
    collateral, dust = position.collateral, position.dust
    owes = position.tick is not None
    return [
        *opened,
        changed(seats[0], Holding(collateral, 0, pledged=collateral > 0)),
        changed(seats[1], Holding(now.stake, owed, pledged=False)),
        e.TickLoanSet(loan, int(owes), position.tick or 0, position.mark, str(collateral), str(dust)),
    ]
