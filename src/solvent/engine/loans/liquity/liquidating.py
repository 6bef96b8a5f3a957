"""A stranger closes troves: the stability pool takes what it can, the other borrowers the rest."""

from collections.abc import Iterator

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity.branch import (
    Branch,
    Scene,
    branch_of,
    reserves_of,
    scene_of,
    written,
)
from solvent.engine.loans.liquity.troves import Seat, seat_at, settled
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.lending.liquity import modes, product, redistribution
from solvent.lending.liquity.modes import Trove
from solvent.lending.liquity.ratio import ratio
from solvent.lending.liquity.split import Split
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD
from solvent.reasons import Bearer, Posting, Reason

Closed = list[tuple[Seat, Split]]


def liquidate_troves(book: Book, command: c.LiquidateTroves) -> Stages:
    """Those of the named that may be closed are, in their order; those closed already are passed over.

    In normal mode a batch that would close the last trove is refused whole, as the contract reverts; in recovery mode
    the last one is passed over.
    Source    liquity/dev 39f1f7f TroveManager.sol batchLiquidateTroves (read 2026-11-27)
    """
    pool = reading.pool_of(book, command.pool)
    branch = branch_of(book, pool)
    seats = _seats(book, pool, branch, command)
    scene = scene_of(book, branch)
    done = modes.batch([seat.trove for seat in seats], scene.system, scene.price, scene.terms.lines)
    closed = [(seat, split) for seat, split in zip(seats, done, strict=True) if isinstance(split, Split)]
    last = Refusal.LAST in done and not scene.recovering
    require(bool(closed) or last, Reason.LOAN_HEALTHY, "expected a trove that may be liquidated, found none")
    require(not last, Reason.LAST_ONE, "the last trove cannot be closed")
    yield _done(book, branch, closed, scene)
    yield watching.swept(book, pool)
    yield [event for seat, _ in closed for event in watching.looked(book, seat.loan)]


def _seats(book: Book, pool: int, branch: Branch, command: c.LiquidateTroves) -> list[Seat]:
    names = command.accounts
    require(0 < len(set(names)) == len(names), Reason.ALREADY_EXISTS, "expected accounts, each once")
    seats = [seat_at(book, pool, r.account_of(book, name), branch) for name in names]
    for seat, name in zip(seats, names, strict=True):
        require(not seat.opened, Reason.UNKNOWN_LOAN, f"{name} never had a trove in {command.pool}")
    return [seat for seat in seats if seat.trove.debt]


def _done(book: Book, before: Branch, closed: Closed, scene: Scene) -> list[e.Event]:
    """The pool, then the others, then the shares of both in what the system was: as the contract orders it."""
    events: list[e.Event] = []
    branch = before
    for seat, split in closed:
        told, branch = settled(seat, branch, Trove(0, 0), surplus=seat.surplus + split.surplus)
        events += [*told, *told_of(seat, split, scene.price)]
    totals = Split(*(sum(column) for column in zip(*(split for _, split in closed), strict=True)))
    pool = product.offset(branch.pool, totals.offset, totals.to_pool)
    assert not isinstance(pool, Refusal)  # a batch offsets less than the pool has
    require(not totals.debt or branch.stakes > 0, Reason.LAST_ONE, "nobody else has a stake to take the debt over by")
    branch = branch._replace(
        pool=pool,
        earned=branch.earned + totals.to_pool,
        shared=redistribution.share(branch.shared, totals.collateral, totals.debt, branch.stakes),
        waiting=branch.waiting + totals.collateral,
        owing=branch.owing + totals.debt,
    )
    (held, coin), aside = reserves_of(book, branch), scene.terms.set_aside * len(closed)
    active = wide(book.reserves, held, "supplied") - sum(seat.trove.collateral - seat.pending[0] for seat, _ in closed)
    branch = branch._replace(stakes_then=branch.stakes, collateral_then=active + branch.waiting)
    paid = reading.paid_out(book, held, totals.to_caller, Posting.LOAN_SEIZURE)
    paid += reading.paid_out(book, coin, aside, Posting.LOAN_SEIZURE)
    paid += reading.paid_out(book, coin, totals.offset, Posting.COIN_BURNT)
    return [*events, *written(before, branch), *paid]


def told_of(seat: Seat, split: Split, price: int) -> Iterator[e.Event]:
    """What became of a trove, and who lost by it: what was taken over for more than it was worth."""
    own = ratio(*seat.trove, price)
    parts = split.offset, split.to_pool, split.to_caller, split.debt, split.collateral, split.surplus
    yield e.TroveLiquidated(seat.loan, str(own), *(str(part) for part in parts))
    sides = (split.offset, split.to_pool, Bearer.DEPOSITORS), (split.debt, split.collateral, Bearer.BORROWERS)
    for debt, collateral, bearer in sides:
        lost = debt - mul_div_down(collateral, price, WAD)
        if lost > 0:
            yield e.TroveLossBorne(seat.loan, str(lost), bearer)
