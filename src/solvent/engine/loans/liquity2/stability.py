"""The stability pool of Liquity v2: deposits gain collateral of troves it pays for, and earn interest of all.

Whoever moves a deposit is paid all it has gained and earned: what the contract would add to a deposit, or stash, where
it is asked to, is not here.

Source    liquity/bold 405f912 StabilityPool.sol provideToSP, withdrawFromSP (read 2026-11-27)
"""

from typing import NamedTuple

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans import watching
from solvent.engine.loans.liquity.branch import reserves_of
from solvent.engine.loans.liquity2.branch import Rated, rated_of, written
from solvent.engine.loans.reading import paid_in, paid_out
from solvent.engine.refusal import Stages, require
from solvent.lending.liquity import product_v2 as product
from solvent.lending.liquity.product import Deposit
from solvent.lending.liquity.rated import LEAST_DEPOSITS, Change, earned, yielded
from solvent.reasons import Posting, Reason


class Kept(NamedTuple):
    """What is left of a deposit, the collateral it has gained, and the coin it has earned; wad."""

    left: int = 0
    gained: int = 0
    earned: int = 0


def kept(book: Book, rated: Rated, account: int) -> Kept | None:
    """An account's deposit as it stands, with what was minted so far; none where there is none."""
    row = book.deposit_of.get((rated.branch.row, account))
    t = book.pool_deposits
    if row is None or not wide(t, row, "amount"):
        return None
    held = Deposit(wide(t, row, "amount"), wide(t, row, "product"), int(t.scale[row]), wide(t, row, "total"))
    gained = min(product.gained(rated.pool, held), rated.branch.earned)
    return Kept(product.compounded(rated.pool, held), gained, yielded(rated.yields, held, wide(t, row, "yields")))


def provide(book: Book, pool: int, account: int, amount: int, now_s: int) -> Stages:
    """The coin in; what was gained and earned so far is paid out."""
    before = rated_of(book, pool)
    now = before.booked(Change(), now_s)
    has = kept(book, now, account) or Kept()
    grown = _without(now.with_pool(now.pool._replace(deposits=now.pool.deposits + amount)), has)
    deposit = _noted(account, grown, has.left + amount)
    grown = grown._replace(yields=earned(grown.yields, grown.pool, 0))  # what waited is earned by whoever is there now
    paid = paid_in(book, reserves_of(book, now.branch)[1], amount, Posting.LOAN_SUPPLY)
    yield [*deposit, *written(book, before, grown), *paid]
    yield _paid(book, grown, has, 0)
    yield watching.swept(book, pool)


def withdraw(book: Book, pool: int, account: int, wanted: int, now_s: int) -> Stages:
    """The coin out, at most what is left, while one of it stays in the pool; what was gained and earned comes along."""
    before = rated_of(book, pool)
    now = before.booked(Change(), now_s)
    has = kept(book, now, account)
    require(has is not None, Reason.UNKNOWN_LOAN, "expected an account with a deposit in the stability pool")
    assert has is not None
    amount = min(wanted, has.left)
    left = now.pool.deposits - amount
    require(left >= LEAST_DEPOSITS, Reason.NO_LIQUIDITY, f"expected {LEAST_DEPOSITS} left in the pool, found {left}")
    shrunk = _without(now.with_pool(now.pool._replace(deposits=left)), has)
    yield [*_noted(account, shrunk, has.left - amount), *written(book, before, shrunk)]
    yield _paid(book, shrunk, has, amount)
    yield watching.swept(book, pool)


def _without(now: Rated, has: Kept) -> Rated:
    """The branch without what a deposit had gained and earned."""
    now = now.with_earned(now.branch.earned - has.gained)
    return now._replace(yields=now.yields._replace(owed=now.yields.owed - has.earned))


def _noted(account: int, now: Rated, left: int) -> list[e.Event]:
    """The deposit as it is now, counted from here on."""
    held, row, sums = product.deposit(now.pool, left), now.branch.row, now.yields.sums
    since = sums[held.scale] if held.scale < len(sums) else 0
    told = e.PoolDepositChanged(row, account, str(left), str(held.product), held.scale, str(held.total))
    return [told, e.YieldNoted(row, account, str(since))]


def _paid(book: Book, now: Rated, has: Kept, amount: int) -> list[e.Event]:
    """What leaves, once what was minted for it is there."""
    held, coin = reserves_of(book, now.branch)
    return [
        *paid_out(book, coin, amount, Posting.LOAN_REDEMPTION),
        *paid_out(book, coin, has.earned, Posting.POOL_GAIN),
        *paid_out(book, held, has.gained, Posting.POOL_GAIN),
    ]
