"""A stranger at a pool of Aave: the largest collateral for the largest debt."""

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.aave.liquidating import called
from solvent.engine.loans.aave.reserves import category_of, reserves_at, version_of
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, asset_of, owner_of
from solvent.lending.aave.account import balance, debt, owed_value, value
from solvent.lending.aave.pool import Holdings, Reserves
from solvent.lending.aave.versions import Version
from solvent.lending.profit import gas_in_queue, profit
from solvent.lending.refusal import Refusal


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """The call a stranger would make on a loan now; none where the protocol would not take it."""
    holdings, version = reading.holdings_of(book, loan), version_of(book, int(book.loans.pool[loan]))
    at = reserves_at(book, holdings, now_s)
    sides = sides_of(version, at, holdings)
    if sides is None:
        return None
    done = called(version, at, holdings, sides, reading.EVERYTHING, category_of(book, loan), now_s)
    if isinstance(done, Refusal):
        return None
    repaid, seized = owed_value(version, at[sides[1]], done.repaid), value(at[sides[0]], done.seized)
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    left = profit(seized, repaid, costs.slippage, gas, costs.priority, costs.flash)
    named = {key: asset_of(book, one) for key, one in zip(("collateral", "debt"), sides, strict=True)}
    said = {"account": owner_of(book, loan), **named, "amount": c.ALL_OF_IT}
    return Chance(c.LiquidateLoan, said, repaid, seized, left)


def sides_of(version: Version, at: Reserves, holdings: Holdings) -> tuple[int, int] | None:
    """The reserves of the largest collateral and the largest debt by value; none where there is not one of each."""
    held = {one: value(at[one], balance(version, at[one], has)) for one, has in holdings.items() if has.pledged}
    owed = {one: owed_value(version, at[one], debt(version, at[one], has)) for one, has in holdings.items()}
    if not held or not owed:
        return None
    collateral, owing = (max(worth, key=lambda one, of=worth: (of[one], -one)) for worth in (held, owed))  # type: ignore[misc]
    return collateral, owing
