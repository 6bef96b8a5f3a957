"""A branch as one: the numbers of `liquity.branch` with what all owe and what depositors earn, and what writes them."""

from typing import NamedTuple

import numpy as np

from solvent import events as e
from solvent.book import MAX_WIDE, Book, rad, wide
from solvent.engine.loans.liquity import branch as one
from solvent.engine.loans.liquity.branch import Branch, price_of, reserves_of
from solvent.engine.loans.reading import paid_in
from solvent.engine.refusal import require
from solvent.lending.liquity import product_v2 as pools
from solvent.lending.liquity.product import Pool as Kept
from solvent.lending.liquity.product_v2 import Pool
from solvent.lending.liquity.rated import Aggregate, Change, System, Yields, booked, earned, to_depositors
from solvent.lending.liquity.ratio import Lines, ratio
from solvent.lending.liquity.redistribution import Shared
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY
from solvent.reasons import Posting, Reason


class Terms(NamedTuple):
    """What a branch asks, wad."""

    lines: Lines
    shutdown: int
    pool_penalty: int
    penalty: int
    gas: int


class Rated(NamedTuple):
    """A branch of v2.

    row      of the book's rated branches
    branch   what it has in common with v1: stakes, what was redistributed, the pool's deposits and product
    zombie   1 + the loan that gives first in a redemption, 0 for none
    queue    count
    minted   wad: since it was last written
    given    wad: of that, to depositors
    """

    row: int
    branch: Branch
    all: Aggregate
    yields: Yields
    zombie: int
    queue: int
    minted: int = 0
    given: int = 0

    @property
    def pool(self) -> Pool:
        """The stability pool as v2 counts it."""
        return Pool(*self.branch.pool[:4])

    def with_pool(self, pool: Pool) -> "Rated":
        """The same with another pool."""
        return self._replace(branch=self.branch._replace(pool=Kept(*pool)))

    def with_earned(self, earned: int) -> "Rated":
        """The same with as much collateral of depositors."""
        return self._replace(branch=self.branch._replace(earned=earned))

    def booked(self, change: Change, now_s: int) -> "Rated":
        """After a change of what all owe: interest is minted for the time since, and depositors earn of it."""
        all_, minted = booked(self.all, change, now_s)
        part = to_depositors(minted)
        yields = earned(self.yields, self.pool, part) if part else self.yields
        return self._replace(all=all_, yields=yields, minted=self.minted + minted, given=self.given + part)


def rated_of(book: Book, pool: int) -> Rated:
    """A pool's branch as it was last written."""
    branch = one.branch_of(book, pool)
    t, row = book.rated_branches, int(np.flatnonzero(book.rated_branches.branch == branch.row)[0])
    all_ = Aggregate(wide(t, row, "recorded"), rad(t, row, "weighted"), int(t.updated_s[row]), int(t.shut_s[row]))
    sums = tuple(wide(book.sums, at, "yields") for at in book.sums_of(branch.row))
    yields = Yields(wide(t, row, "yields"), wide(t, row, "waiting"), sums)
    return Rated(row, branch, all_, yields, int(t.zombie[row]), int(t.queue[row]))


def written(book: Book, before: Rated, now: Rated) -> list[e.Event]:
    """What writes a branch, and brings what depositors earned into its cash; TOO_LARGE where it cannot be kept."""
    all_, yields = now.all, now.yields
    largest = max(all_.recorded, yields.owed, yields.pending, *yields.sums)
    require(largest <= MAX_WIDE and all_.weighted <= MAX_WIDE * RAY, Reason.TOO_LARGE,
            f"expected numbers of a branch within 2^126, found {largest}")  # fmt: skip
    was = before.yields
    told = e.AggregateUpdated(
        now.branch.row, str(all_.recorded), str(all_.weighted), all_.updated, str(now.minted), str(yields.owed),
        str(yields.pending), now.zombie, now.queue,
    )  # fmt: skip
    return [
        *one.written(before.branch, now.branch),
        told,
        *(e.YieldSet(now.branch.row, scale, str(total)) for scale, total in enumerate(yields.sums)
          if scale >= len(was.sums) or was.sums[scale] != total),
        *paid_in(book, reserves_of(book, now.branch)[1], now.given, Posting.COIN_MINTED),
    ]  # fmt: skip


def begun(row: int) -> list[e.Event]:
    """What writes a new branch: a product of 10^36."""
    empty = Branch(row, 0, 0, 0, Shared(), 0, 0, Kept(product=pools.ONE), 0)
    return one.written(empty._replace(pool=Kept(sums=())), empty)


def terms_of(book: Book, rated: Rated) -> Terms:
    """What a branch asks."""
    t, row = book.rated_branches, rated.row
    return Terms(one.terms_of(book, rated.branch).lines,
                 *(int(getattr(t, name)[row]) for name in ("shutdown", "pool_penalty", "penalty", "gas")))  # fmt: skip


def system_of(book: Book, rated: Rated, now_s: int) -> System:
    """All collateral and all debt, with interest up to now and what was redistributed."""
    held = wide(book.reserves, reserves_of(book, rated.branch)[0], "supplied")
    return System(held + rated.branch.waiting, rated.all.owed(now_s) + rated.branch.owing)


def offset(rated: Rated, debt: int, collateral: int) -> Rated:
    """The pool after it has paid for a debt."""
    if not debt and not collateral:
        return rated
    pool = pools.offset(rated.pool, debt, collateral)
    assert not isinstance(pool, Refusal), "a liquidation offsets less than the pool has"
    short = len(pool.sums) - len(rated.yields.sums)
    yields = rated.yields._replace(sums=(*rated.yields.sums, *[0] * short))
    return rated.with_pool(pool).with_earned(rated.branch.earned + collateral)._replace(yields=yields)


def is_open(rated: Rated, name: str) -> None:
    """Refuses once a branch was shut down."""
    require(not rated.all.shut, Reason.SHUT_DOWN, f"{name} was shut down")


def total_ratio(book: Book, rated: Rated, now_s: int) -> int:
    """All collateral at its price over all debt, wad; refused while no price was told."""
    return ratio(*system_of(book, rated, now_s), price_of(book, rated.branch))
