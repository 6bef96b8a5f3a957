"""The protocol takes over a loan: all of its debt, and all of its collateral, which it sells."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.compound.market import (
    Action,
    balance_of,
    base_at,
    base_of,
    begun,
    collaterals,
    ended,
    named,
    running,
    stands,
)
from solvent.engine.loans.places import changed, holding_in, loan_in
from solvent.engine.refusal import Stages, account_of, require
from solvent.fixed import mul_div_down
from solvent.lending.aave.pool import Holding
from solvent.lending.compound.absorb import Absorption, absorb
from solvent.lending.compound.health import Position, position
from solvent.lending.refusal import Refusal
from solvent.reasons import Reason


def absorb_loan(book: Book, command: c.AbsorbLoan) -> Stages:
    """What is owed is owed no more; an account whose collateral is credited with more keeps the rest as supply.

    Source    compound-finance/comet d5a30b0 Comet.sol absorb, absorbInternal (read 2026-11-27)
    """
    pool, now_s = reading.pool_of(book, command.pool), reading.seconds(command.time_ns)
    loan, new = loan_in(book, pool, account_of(book, command.account))
    require(not new, Reason.UNKNOWN_LOAN, f"{command.account} has nothing in {command.pool}")
    running(book, pool, Action.ABSORB)
    state, base, holdings = begun(book, pool, now_s), base_of(book, pool), reading.holdings_of(book, loan)
    here = holdings.get(base, Holding())
    balance = balance_of(here, state)
    stood = position(balance, base_at(book, pool), collaterals(book, pool, holdings, "threshold"))
    if isinstance(stood, Refusal):
        reading.answered(stood, command.account)
    assert isinstance(stood, Position)
    require(stood.liquidatable, Reason.LOAN_HEALTHY, f"{command.account}: {Refusal.HEALTHY.value}")
    seized = collaterals(book, pool, holdings, "liquidation_factor")
    done = absorb(balance, base_at(book, pool), seized)
    assert isinstance(done, Absorption), "whoever may be absorbed has had every price read"
    now, state = stands(here, state, done.balance)
    told = e.LoanAbsorbed(loan, str(-balance), str(done.balance), str(done.paid_out), str(stood.health))
    taken = [reserve for reserve in sorted(holdings) if reserve != base and holdings[reserve].supplied]
    yield [
        told,
        *(e.CollateralAbsorbed(loan, reserve, str(one.amount), str(mul_div_down(one.amount, one.price, one.scale)))
          for reserve, one in zip(taken, seized, strict=True)),
        ended(book, pool, state),
        changed(holding_in(book, loan, base), now),
        *(changed(holding_in(book, loan, reserve), Holding(pledged=False)) for reserve in taken),
    ]  # fmt: skip
    yield [*watching.looked(book, loan), *named(book, pool, now_s, always=True)]
