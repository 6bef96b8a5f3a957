"""The stability pool: deposits of the coin, which shrink as they pay for debts and gain the collateral behind those."""

from typing import NamedTuple

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans import watching
from solvent.engine.loans.liquity.branch import Branch, price_of, reserves_of, terms_of, written
from solvent.engine.loans.liquity.troves import seats_in
from solvent.engine.loans.reading import paid_in, paid_out
from solvent.engine.refusal import Stages, require
from solvent.lending.liquity import product
from solvent.lending.liquity.product import Deposit
from solvent.lending.liquity.ratio import ratio
from solvent.reasons import Posting, Reason


class Kept(NamedTuple):
    """What is left of a deposit, and the collateral it has gained; wad."""

    left: int
    gained: int


def kept(book: Book, branch: Branch, account: int) -> Kept | None:
    """An account's deposit as it stands; none where there never was one."""
    row = book.deposit_of.get((branch.row, account))
    if row is None:
        return None
    t = book.pool_deposits
    held = Deposit(wide(t, row, "amount"), wide(t, row, "product"), int(t.scale[row]), wide(t, row, "total"))
    if not held.amount:
        return Kept(0, 0)
    return Kept(product.compounded(branch.pool, held), product.gained(branch.pool, held))


def provide(book: Book, pool: int, account: int, branch: Branch, amount: int) -> Stages:
    """The coin in; what was gained so far is paid out."""
    has = kept(book, branch, account) or Kept(0, 0)
    coin = reserves_of(book, branch)[1]
    grown = branch._replace(pool=branch.pool._replace(deposits=branch.pool.deposits + amount))
    paid = paid_in(book, coin, amount, Posting.LOAN_SUPPLY)
    yield _ended(book, account, branch, grown, has, has.left + amount, paid)
    yield watching.swept(book, pool)


def withdraw(book: Book, pool: int, account: int, branch: Branch, wanted: int) -> Stages:
    """The coin out, at most what is left, while no trove is below its own line; what was gained is paid out."""
    has = kept(book, branch, account)
    require(has is not None, Reason.UNKNOWN_LOAN, "expected an account with a deposit in the stability pool")
    assert has is not None
    amount = min(wanted, has.left)
    require(amount + has.gained > 0, Reason.NOTHING_MOVES, "nothing is left of the deposit")
    price, line = price_of(book, branch), terms_of(book, branch).lines.minimum
    below = any(ratio(*seat.trove, price) < line for seat in seats_in(book, pool, branch))
    require(not (amount and below), Reason.LIQUIDATE_FIRST, "a trove below its line must be liquidated first")
    shrunk = branch._replace(pool=branch.pool._replace(deposits=branch.pool.deposits - amount))
    require(shrunk.pool.deposits >= 0, Reason.NO_LIQUIDITY, f"the pool has {branch.pool.deposits} units of the coin")
    paid = paid_out(book, reserves_of(book, branch)[1], amount, Posting.LOAN_REDEMPTION)
    yield _ended(book, account, branch, shrunk, has, has.left - amount, paid)
    yield watching.swept(book, pool)


def _ended(
    book: Book, account: int, before: Branch, now: Branch, has: Kept, left: int, paid: list[e.Event]
) -> list[e.Event]:
    """The deposit as it is now, counted from here on, and what it had gained on its way out."""
    gain = min(has.gained, before.earned)
    out = paid_out(book, reserves_of(book, before)[0], gain, Posting.POOL_GAIN)
    held = product.deposit(now.pool, left)
    told = e.PoolDepositChanged(now.row, account, str(left), str(held.product), held.scale, str(held.total))
    return [told, *written(before, now._replace(earned=now.earned - gain)), *paid, *out]
