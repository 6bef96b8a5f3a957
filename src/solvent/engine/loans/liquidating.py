"""A stranger liquidates a loan: it repays one debt and receives collateral. Nobody is obliged to."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.places import Place, begun, changed, ended, holding_in, is_open, market_of
from solvent.engine.refusal import Stages, require
from solvent.lending.aave import v2
from solvent.lending.aave.account import account
from solvent.lending.aave.versions import V2
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def liquidate_loan(book: Book, command: c.LiquidateLoan) -> Stages:
    """What the protocol's liquidation call does; the collateral must not be lent out."""
    place, owing = _placed(book, command)
    wanted = reading.units(command.amount)
    for reserve in (place.reserve, owing):
        is_open(book, reserve)
    reserves = market_of(book, place)
    done = v2.liquidate(reserves, place.before, place.reserve, owing, wanted)
    if isinstance(done, Refusal):
        reading.answered(done, command.account)
    assert isinstance(done, v2.Liquidation)
    received = reading.paid_out(book, place.reserve, done.seized, Posting.LOAN_SEIZURE)
    paid = reading.paid_in(book, owing, done.repaid, Posting.LOAN_LIQUIDATION)
    health = account(V2, reserves, place.before).health
    told = e.LoanLiquidated(place.loan, place.reserve, owing, str(done.repaid), str(done.seized), str(health))
    moved = _moved(book, place, owing, done)
    yield [told, *moved, *received, *paid]
    yield watching.looked(book, place.loan)


def _placed(book: Book, command: c.LiquidateLoan) -> tuple[Place, int]:
    """The place of the collateral, and the reserve of the debt."""
    holder, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    reserves = [reading.reserve_of(book, pool, asset) for asset in (command.collateral, command.debt)]
    loan = book.loan_of.get((pool, holder), book.loans.n)
    holdings = [holding_in(book, loan, reserve) for reserve in reserves]
    for holding, asset in zip(holdings, (command.collateral, command.debt), strict=True):
        require(holding < book.holdings.n, Reason.UNKNOWN_LOAN,
                f"{command.account} has nothing in {asset} of {command.pool}")  # fmt: skip
    before, now_s = reading.holdings_of(book, loan), reading.seconds(command.time_ns)
    return Place(pool, reserves[0], loan, holdings[0], [], before, now_s), reserves[1]


def _moved(book: Book, place: Place, owing: int, done: v2.Liquidation) -> list[e.Event]:
    """What both reserves and both holdings are afterwards.

    One reserve on both sides is rated as if what is repaid had not come in yet: the contract transfers it last.
    """
    before, after = place.before, done.holdings
    cash = {place.reserve: reading.cash_of(book, place.reserve) - done.seized}
    cash.setdefault(owing, reading.cash_of(book, owing) + done.repaid)
    events: list[e.Event] = []
    for reserve in dict.fromkeys((owing, place.reserve)):
        state, minted = begun(book, reserve, place.now_s)
        state = state._replace(
            supplied=state.supplied + after[reserve].supplied - before[reserve].supplied,
            owed=state.owed + after[reserve].owed - before[reserve].owed,
        )
        events.append(ended(book, reserve, state, minted, cash[reserve]))
        events.append(changed(holding_in(book, place.loan, reserve), after[reserve]))
    return events
