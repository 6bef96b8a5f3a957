"""The pool as one: the book's numbers as the rules want them, and the events that write them."""

from typing import NamedTuple

import numpy as np

from solvent import events as e
from solvent.book import MAX_WIDE, Book, wide
from solvent.engine.refusal import require
from solvent.lending.liquity.borrowing import Terms
from solvent.lending.liquity.modes import System
from solvent.lending.liquity.product import Pool
from solvent.lending.liquity.ratio import Lines
from solvent.lending.liquity.redistribution import Shared
from solvent.lending.liquity.split import offsettable
from solvent.reasons import Reason


class Branch(NamedTuple):
    """What all troves share, in wad.

    row                           of the book's branches
    stakes                        of all troves
    stakes_then, collateral_then  after the last liquidation
    shared                        what a unit of stake was given so far
    waiting, owing                given and charged, and in no trove's own numbers yet
    pool                          the stability pool
    earned                        collateral of its depositors
    """

    row: int
    stakes: int
    stakes_then: int
    collateral_then: int
    shared: Shared
    waiting: int
    owing: int
    pool: Pool
    earned: int


def branch_in(book: Book, pool: int) -> int:
    """The row of a pool's branch."""
    return int(np.flatnonzero(book.branches.pool == pool)[0])


def branch_of(book: Book, pool: int) -> Branch:
    """A pool's branch as it stands."""
    t, row = book.branches, branch_in(book, pool)

    def now(name: str) -> int:
        return wide(t, row, name)

    sums = tuple(wide(book.sums, one, "total") for one in book.sums_of(row))
    shared = Shared(now("gained"), now("charged"), now("gained_error"), now("charged_error"))
    backing = Pool(
        now("deposits"), now("product"), int(t.scale[row]), sums, now("gain_error"), now("loss_error")
    )  # fmt: skip
    return Branch(row, now("stakes"), now("stakes_then"), now("collateral_then"), shared, now("waiting"), now("owing"),
                  backing, now("earned"))  # fmt: skip


def begun(row: int) -> list[e.Event]:
    """What writes a new branch."""
    empty = Branch(row, 0, 0, 0, Shared(), 0, 0, Pool(), 0)
    return written(empty._replace(pool=Pool(sums=())), empty)


def written(before: Branch, now: Branch) -> list[e.Event]:
    """What writes a branch; TOO_LARGE where a number is more than can be kept."""
    shared, pool = now.shared, now.pool
    numbers = {
        name: getattr(now, name) for name in ("stakes", "stakes_then", "collateral_then", "waiting", "owing", "earned")
    }
    numbers |= {name: getattr(pool, name) for name in ("deposits", "product", "gain_error", "loss_error")}
    numbers |= {"gained": shared.collateral, "charged": shared.debt}
    numbers |= {"gained_error": shared.collateral_error, "charged_error": shared.debt_error}
    largest = max(*numbers.values(), *pool.sums)
    require(largest <= MAX_WIDE, Reason.TOO_LARGE, f"expected numbers of a branch within 2^126, found {largest}")
    texts, was = {name: str(number) for name, number in numbers.items()}, before.pool.sums
    return [
        e.BranchUpdated(branch=now.row, scale=pool.scale, **texts),
        *(e.SumSet(now.row, scale, str(total)) for scale, total in enumerate(pool.sums)
          if scale >= len(was) or was[scale] != total),
    ]  # fmt: skip


def terms_of(book: Book, branch: Branch) -> Terms:
    """What a branch asks."""
    t, row = book.branches, branch.row
    lines = Lines(wide(t, row, "minimum"), wide(t, row, "critical"))
    return Terms(lines, *(wide(t, row, name) for name in ("least_debt", "set_aside", "fee")))


def reserves_of(book: Book, branch: Branch) -> tuple[int, int]:
    """The reserves of the collateral and of the coin."""
    return int(book.branches.collateral[branch.row]), int(book.branches.coin[branch.row])


def price_of(book: Book, branch: Branch) -> int:
    """The coin's worth of one whole of collateral, wad; refused while none was told."""
    collateral = reserves_of(book, branch)[0]
    price, name = wide(book.reserves, collateral, "price"), book.assets[int(book.reserves.asset[collateral])]
    require(price > 0, Reason.ORACLE_SILENT, f"the oracle has told no price of {name}")
    return price


def system_of(book: Book, branch: Branch) -> System:
    """All troves together, what was redistributed and not yet counted among them."""
    (collateral, coin), h = reserves_of(book, branch), book.holdings
    held, owed = wide(book.reserves, collateral, "supplied"), wide(book.reserves, coin, "owed")
    count = int(np.count_nonzero((h.reserve == coin) & ((h.owed != 0) | (h.owed_high != 0))))
    return System(held + branch.waiting, owed + branch.owing, offsettable(branch.pool.deposits), count)


class Scene(NamedTuple):
    """What a rule asks of a branch: its terms, its troves together, the price, and whether recovery mode holds."""

    terms: Terms
    system: System
    price: int
    recovering: bool


def scene_of(book: Book, branch: Branch) -> Scene:
    """What holds of a branch now; refused while no price was told."""
    terms, system, price = terms_of(book, branch), system_of(book, branch), price_of(book, branch)
    return Scene(terms, system, price, system.recovering(price, terms.lines))
