"""A stranger liquidates a loan: it repays one debt and receives collateral. Nobody is obliged to."""

from typing import NamedTuple

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.aave.reserves import (
    begun,
    category_of,
    ended,
    market_of,
    version_at,
    version_of,
)
from solvent.engine.loans.places import Place, changed, holding_in, is_open, loan_in
from solvent.engine.refusal import Stages, require
from solvent.lending.aave import liquidation, v2
from solvent.lending.aave.account import account
from solvent.lending.aave.pool import Category, Holding, Holdings, Reserves
from solvent.lending.aave.versions import V2, Version
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY
from solvent.reasons import Bearer, Posting, Reason


class Call(NamedTuple):
    """What a liquidation call does, in every version.

    repaid     units of the debt, from the stranger
    seized     units of the collateral, to the stranger
    fee        units of the collateral, to the treasury
    holdings   scaled, afterwards
    deficits   units by reserve that nobody owes any more
    """

    repaid: int
    seized: int
    fee: int
    holdings: dict[int, Holding]
    deficits: dict[int, int]


def called(
    version: Version, reserves: Reserves, holdings: Holdings, sides: tuple[int, int], wanted: int,
    mode: Category | None = None, now_s: int = 0,
) -> Call | Refusal:  # fmt: skip
    """What a call would do.

    sides    the reserves of the collateral and of the debt
    wanted   units of the debt at most
    """
    if version is V2:
        old = v2.liquidate(reserves, holdings, *sides, wanted)
        return old if isinstance(old, Refusal) else Call(old.repaid, old.seized, 0, old.holdings, {})
    new = liquidation.liquidate(version, reserves, holdings, *sides, wanted, mode, now_s)
    return new if isinstance(new, Refusal) else Call(new.repaid, new.to_liquidator, new.fee, new.holdings, new.deficits)


def liquidate_loan(book: Book, command: c.LiquidateLoan) -> Stages:
    """What the protocol's liquidation call does; the collateral must not be lent out."""
    place, owing = _placed(book, command)
    wanted = reading.units(command.amount)
    for reserve in (place.reserve, owing):
        is_open(book, reserve)
    reserves, version, mode = market_of(book, place), version_of(book, place.pool), category_of(book, place.loan)
    done = called(version, reserves, place.before, (place.reserve, owing), wanted, mode, place.now_s)
    if isinstance(done, Refusal):
        reading.answered(done, command.account)
    assert isinstance(done, Call)
    received = reading.paid_out(book, place.reserve, done.seized, Posting.LOAN_SEIZURE)
    paid = reading.paid_in(book, owing, done.repaid, Posting.LOAN_LIQUIDATION)
    health = account(version, reserves, place.before, mode).health
    told = e.LoanLiquidated(
        place.loan, place.reserve, owing, str(done.repaid), str(done.seized), str(health), str(done.fee)
    )
    yield [told, *_moved(book, place, owing, done), *received, *paid]
    yield watching.looked(book, place.loan)


def _placed(book: Book, command: c.LiquidateLoan) -> tuple[Place, int]:
    """The place of the collateral, and the reserve of the debt."""
    holder, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    reserves = [reading.reserve_of(book, pool, asset) for asset in (command.collateral, command.debt)]
    loan, _ = loan_in(book, pool, holder)
    holdings = [holding_in(book, loan, reserve) for reserve in reserves]
    for holding, asset in zip(holdings, (command.collateral, command.debt), strict=True):
        require(holding < book.holdings.n, Reason.UNKNOWN_LOAN,
                f"{command.account} has nothing in {asset} of {command.pool}")  # fmt: skip
    before, now_s = reading.holdings_of(book, loan), reading.seconds(command.time_ns)
    return Place(pool, reserves[0], loan, holdings[0], [], before, now_s), reserves[1]


def _moved(book: Book, place: Place, owing: int, done: Call) -> list[e.Event]:
    """What every reserve and holding that the call touches is afterwards; what nobody owes any more is named.

    One reserve of v2 on both sides is rated as if what is repaid had not come in yet: the contract transfers it last.
    """
    cash = {place.reserve: reading.cash_of(book, place.reserve) - done.seized}
    if owing != place.reserve or version_of(book, place.pool) is not V2:
        cash[owing] = cash.get(owing, reading.cash_of(book, owing)) + done.repaid
    events: list[e.Event] = []
    for reserve in dict.fromkeys((owing, place.reserve, *done.deficits)):
        left = cash.get(reserve, reading.cash_of(book, reserve))
        events += _one_moved(book, place, reserve, left, done)
    return events


def _one_moved(book: Book, place: Place, reserve: int, cash: int, done: Call) -> list[e.Event]:
    before, after = place.before[reserve], done.holdings[reserve]
    state, minted = begun(book, reserve, place.now_s)
    if reserve == place.reserve:
        gone = version_at(book, reserve).take_supply(done.seized, RAY, state.supply_index)
        minted += before.supplied - after.supplied - gone  # the rest of what left the loan is the treasury's
    state = state._replace(
        supplied=state.supplied + after.supplied - before.supplied, owed=state.owed + after.owed - before.owed
    )
    lost = wide(book.reserves, reserve, "deficit") + done.deficits.get(reserve, 0)
    named = [e.DeficitSet(reserve, str(lost), Bearer.DEFICIT)] if reserve in done.deficits else []
    holding = holding_in(book, place.loan, reserve)
    return [*named, ended(book, reserve, state, minted, cash, lost), changed(holding, after)]
