"""One trove with its interest and what was redistributed to it, and the events that write it.

A trove is open while it has collateral: one that was redeemed of all it owed is open still, a zombie.
"""

from typing import NamedTuple

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans.liquity.branch import reserves_of
from solvent.engine.loans.liquity.troves import Seat, seat_at
from solvent.engine.loans.liquity2.branch import Rated
from solvent.engine.refusal import require
from solvent.lending.liquity import redistribution
from solvent.lending.liquity.modes import Trove
from solvent.lending.liquity.rated import Change, Rate, accrued
from solvent.reasons import Reason


class Tenant(NamedTuple):
    """An account's trove.

    seat     what v1 would see: with what was redistributed, without interest
    rate     what its own debt grows by
    place    among equal rates, 0 for a zombie or none
    trove    wad, with interest too
    was      wad x wad: its debt as it was written times its rate
    """

    seat: Seat
    rate: Rate
    place: int
    trove: Trove
    was: int

    @property
    def is_open(self) -> bool:
        """Whether it has anything."""
        return self.trove.collateral > 0 or self.trove.debt > 0


def tenant_at(book: Book, pool: int, account: int, rated: Rated, now_s: int) -> Tenant:
    """The trove an account has or would have."""
    seat = seat_at(book, pool, account, rated.branch)
    if seat.loan not in book.rated_of:
        return Tenant(seat, Rate(), 0, seat.trove, 0)
    t, row = book.rated_troves, book.rated_of[seat.loan]
    rate = Rate(int(t.rate[row]), int(t.since_s[row]), int(t.adjusted_s[row]))
    recorded = wide(book.holdings, seat.due, "owed")
    grown = accrued(recorded, rate, rated.all.shut, now_s)
    whole = Trove(seat.trove.collateral, seat.trove.debt + grown)
    return Tenant(seat, rate, int(t.place[row]), whole, recorded * rate.rate)


def tenants_in(book: Book, pool: int, rated: Rated, now_s: int) -> list[Tenant]:
    """Every open trove of a pool, in the order in which they were first opened."""
    loans = [loan for loan in book.rated_of if int(book.loans.pool[loan]) == pool]
    found = (tenant_at(book, pool, int(book.loans.account[loan]), rated, now_s) for loan in loans)
    return [one for one in found if one.is_open]


def is_there(tenant: Tenant, account: str, pool: str) -> None:
    """Refuses unless a trove is open."""
    require(tenant.is_open, Reason.UNKNOWN_LOAN, f"{account} has no trove in {pool}")


class Step(NamedTuple):
    """What writes a trove, the branch with its new stake, and what it changes of what all owe."""

    events: list[e.Event]
    rated: Rated
    change: Change


def settled(
    rated: Rated, tenant: Tenant, now: Trove, now_s: int, *, rate: Rate | None = None, place: int | None = None,
    surplus: int = 0, restake: bool = True,
) -> Step:  # fmt: skip
    """A trove as it is now, its interest and what waited for it taken in.

    rate      none: the one it has, written now
    place     none: the one it has
    surplus   wad more for its owner to claim
    restake   whether its stake is taken anew
    """
    seat, branch = tenant.seat, rated.branch
    is_open = now.collateral > 0 or now.debt > 0
    anew = redistribution.stake(now.collateral, branch.stakes_then, branch.collateral_then) if restake else seat.stake
    stake = anew if is_open else 0
    charged = (rate or tenant.rate)._replace(since=now_s) if is_open else Rate()
    seated = (tenant.place if place is None else place) if is_open else 0
    branch = branch._replace(
        stakes=branch.stakes - seat.stake + stake,
        waiting=branch.waiting - seat.pending[0],
        owing=branch.owing - seat.pending[1],
    )
    since = str(branch.shared.collateral), str(branch.shared.debt)
    events: list[e.Event] = [
        *seat.opened,
        e.HoldingChanged(seat.held, str(now.collateral), "0", 1),
        e.HoldingChanged(seat.due, "0", str(now.debt), 0),
        e.TroveChanged(seat.loan, str(stake), *since, str(seat.surplus + surplus)),
        e.TroveRated(seat.loan, charged.rate, charged.since, charged.adjusted, seated),
    ]
    change = Change(shared=seat.pending[1], weighted=now.debt * charged.rate, was=tenant.was)
    return Step(events, rated._replace(branch=branch), change)


def collateral_of(book: Book, rated: Rated) -> int:
    """The reserve of the collateral."""
    return reserves_of(book, rated.branch)[0]
