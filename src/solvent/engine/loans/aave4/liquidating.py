"""A stranger repays as much as restores a loan's health, and receives collateral; what is left bare is a deficit.

Source    aave/aave-v4 8e6ea16 src/spoke/Spoke.sol liquidationCall, _reportDeficit, libraries/LiquidationLogic.sol
          (read 2026-11-27); paid out in units, not in shares
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.aave4.actions import restored
from solvent.engine.loans.aave4.hub import Hub, done
from solvent.engine.loans.aave4.positions import Part, Position, terms_of
from solvent.engine.loans.places import is_open, loan_in
from solvent.engine.refusal import Stages, account_of, require
from solvent.lending.aave import hub as assets
from solvent.lending.aave import spoke as rules
from solvent.lending.aave import v4
from solvent.lending.aave.hub import units_up
from solvent.lending.aave.seizure import Seizure
from solvent.lending.aave.spoke import Account, Debt
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY
from solvent.reasons import Bearer, Posting, Reason


def liquidate_loan(book: Book, command: c.LiquidateLoan) -> Stages:
    """Premium is repaid first; the collateral must not be lent out; the fee stays as shares of whoever receives it."""
    pool = reading.pool_of(book, command.pool)
    loan, opened = loan_in(book, pool, account_of(book, command.account))
    collateral, owing = (reading.reserve_of(book, pool, asset) for asset in (command.collateral, command.debt))
    require(not opened, Reason.UNKNOWN_LOAN, f"{command.account} has nothing in {command.pool}")
    wanted = reading.units(command.amount)
    for reserve in (collateral, owing):
        is_open(book, reserve)
    position = Position(Hub(book, reading.seconds(command.time_ns)), loan)
    position.must_be_priced()
    stands = position.account()
    call = sized(position, stands, collateral, owing, wanted)
    if isinstance(call, Refusal):
        reading.answered(call, command.account)
    assert isinstance(call, Seizure)
    received = reading.paid_out(book, collateral, call.to_liquidator, Posting.LOAN_SEIZURE)
    paid = reading.paid_in(book, owing, call.repaid, Posting.LOAN_LIQUIDATION)
    _seized(position, collateral, call)
    _repaid(position, owing, call.repaid)
    empty = not position.parts[collateral].supplied, not position.parts[owing].drawn
    lost = v4.deficit(*empty, stands.counted, stands.borrowed)
    named = [*_reported(position)] if lost else []
    if not lost:
        position.recharged()
    told = e.LoanLiquidated(
        loan, collateral, owing, str(call.repaid), str(call.to_liquidator), str(stands.health), str(call.fee)
    )
    yield [told, *named, *position.ended(), *received, *paid]
    yield watching.looked(book, loan)


def sized(position: Position, stands: Account, collateral: int, owing: int, wanted: int) -> Seizure | Refusal:
    """What a call would take and repay; the prices it needs were told.

    collateral, owing   reserves
    wanted              units of the debt at most
    """
    hub, book = position.hub, position.hub.book
    part = position.parts.get(collateral, Part(-1))
    held = assets.assets_down(hub[collateral], part.supplied)
    owed = position.debt(owing).units if owing in position.parts else 0
    if not held:
        return Refusal.NOT_PLEDGED
    if not owed:
        return Refusal.NOT_OWED
    counts = terms_of(book, collateral, part.key)
    if not (counts.factor and part.pledged):
        return Refusal.NOT_PLEDGED
    row = book.spokes.pool.tolist().index(int(book.reserves.pool[collateral]))
    most_at, least, target = (int(getattr(book.spokes, name)[row]) for name in ("most_at", "least", "target"))
    terms = v4.Terms(most_at, least, target, counts.bonus, counts.factor, counts.charge)
    sides = hub.side(collateral), hub.side(owing)
    return v4.liquidation(terms, stands.debt, stands.health, *sides, held, owed, wanted)


def _seized(position: Position, reserve: int, call: Seizure) -> None:
    """Shares of all that is taken leave the loan; those that are not paid out are of whoever receives fees."""
    hub, part = position.hub, position.parts[reserve]
    shares, paid = assets.shares_up(hub[reserve], call.to_liquidator + call.fee), 0
    if call.to_liquidator:
        moved = done(assets.remove(hub[reserve], call.to_liquidator), "what is seized")
        hub[reserve], paid = moved.asset, moved.shares
    hub[reserve] = hub[reserve]._replace(fees=hub[reserve].fees + shares - paid)
    position.put(reserve, part._replace(supplied=part.supplied - shares))
    position.touch(reserve)


def _repaid(position: Position, reserve: int, units: int) -> None:
    premium = min(units * RAY, position.debt(reserve).premium)
    restored(position, reserve, Debt(units - units_up(premium), premium))


def _reported(position: Position) -> list[e.Event]:
    """All debts become the deficit of their assets."""
    hub = position.hub
    told: list[e.Event] = []
    for reserve, part in list(position.parts.items()):
        if part.drawn:
            owed = position.debt(reserve)
            position.premium(reserve, rules.charged(hub[reserve], part.drawn, part.premium, 0, owed.premium))
            hub[reserve] = assets.reported(hub[reserve], part.drawn, owed.premium)
            position.put(reserve, position.parts[reserve]._replace(drawn=0))
            told.append(e.DeficitSet(reserve, str(units_up(hub[reserve].deficit)), Bearer.DEFICIT))
    return told
