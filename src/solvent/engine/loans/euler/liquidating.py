"""A debt passes to whoever liquidates, with the collateral it buys at a discount that is how far health is below 1.

A stranger from outside does three things in one transaction: it takes the debt over, repays it, and redeems the shares.
An account of the pool keeps both, and must be healthy with them.

Source    euler-xyz/euler-vault-kit 5b98b42 modules/Liquidation.sol (read 2026-11-27)
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.euler.accounts import (
    MOST_COLLATERALS,
    checked,
    checked_of,
    debt_of,
    debtor,
    enabled,
    one_debt,
    scaled,
    taken,
)
from solvent.engine.loans.euler.scene import Scene, Sides, borne, health_of, left_of, passed, scene_of, sized
from solvent.engine.loans.euler.vaults import Cluster, refuse, row_of
from solvent.engine.loans.places import changed, holding_in, loan_in
from solvent.engine.refusal import Stages, require
from solvent.lending.aave.pool import Holding
from solvent.lending.euler import vault as vaults
from solvent.lending.euler.liquidation import Liquidation, cooling_off
from solvent.lending.euler.vault import Debt, Drawn, Moved
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def liquidate_loan(book: Book, command: c.LiquidateLoan) -> Stages:
    """A stranger repays the debt it takes over and redeems the shares it receives, which must not be lent out."""
    scene = _placed(book, command)
    done = _sized(scene, command)
    cluster, (loan, collateral, owing) = scene.cluster, scene.sides
    left, its = _passed(scene, Debt(), done.repaid, command.account)
    lost = borne(scene, done, left, command.account)
    paid, out = _repaid(scene, its), _redeemed(cluster, collateral, done.seized)
    told = e.LoanLiquidated(loan, collateral, owing, str(paid), str(out), str(health_of(scene.account)))
    received = reading.paid_out(book, collateral, out, Posting.LOAN_SEIZURE)
    given = reading.paid_in(book, owing, paid, Posting.LOAN_LIQUIDATION)
    yield [told, *lost.told, *left_of(scene, done.seized, lost.debt), *received, *given]
    yield watching.looked(book, loan)


def take_over_debt(book: Book, command: c.TakeOverDebt) -> Stages:
    """An account takes over debt and shares, which are enabled for it, and is checked with both."""
    pool, by = reading.pool_of(book, command.pool), r.account_of(book, command.liquidator)
    other = command.liquidator != command.account
    require(other, Reason.SELF_LIQUIDATION, f"expected another account than {command.account}")
    scene = _placed(book, command)
    done = _sized(scene, command)
    least = reading.units(command.least, True)
    require(done.seized >= least, Reason.SLIPPAGE, f"expected {least} shares or more, found {done.seized}")
    taker, opened = loan_in(book, pool, by)
    cluster, (loan, collateral, owing), has = scene.cluster, scene.sides, reading.holdings_of(book, taker)
    one_debt(book, command.liquidator, has, owing)
    left, its = _passed(scene, debt_of(book, taker), done.repaid, command.account)
    seats = [_seat(book, taker, reserve, opened) for reserve in (collateral, owing)]
    held, owes = (has.get(reserve, Holding(pledged=False)) for reserve in (collateral, owing))
    is_enabled = held.pledged or len(enabled(has)) < MOST_COLLATERALS
    now = [held._replace(supplied=held.supplied + done.seized, pledged=is_enabled), owes._replace(owed=scaled(its))]
    lost = borne(scene, done, left, command.account)
    is_checked = checked(cluster, command.liquidator, {**has, collateral: now[0], owing: now[1]}, its)
    moved = str(done.repaid), str(done.seized)
    told = e.DebtTakenOver(loan, taker, collateral, owing, *moved, str(health_of(scene.account)))
    yield [
        *opened, told, *lost.told, *left_of(scene, done.seized, lost.debt),
        *(changed(seat, has) for seat, has in zip(seats, now, strict=True)),
        debtor(taker, its, cluster.now_s if is_checked else checked_of(book, taker)),
    ]  # fmt: skip
    yield [*watching.looked(book, loan), *watching.looked(book, taker)]


def _placed(book: Book, command: c.LiquidateLoan | c.TakeOverDebt) -> Scene:
    """The loan a command names, refused where the contract would not look at it."""
    pool, now_s = reading.pool_of(book, command.pool), reading.seconds(command.time_ns)
    loan, new = loan_in(book, pool, r.account_of(book, command.account))
    collateral, owing = (reading.reserve_of(book, pool, asset) for asset in (command.collateral, command.debt))
    require(not new, Reason.UNKNOWN_LOAN, f"{command.account} has nothing in {command.pool}")
    before, cluster = reading.holdings_of(book, loan), Cluster(book, now_s)
    owes = before.get(owing, Holding(pledged=False)).owed > 0
    require(owes, Reason.NOTHING_OWED, f"{command.account} owes no {command.debt}")
    held = before.get(collateral, Holding(pledged=False))
    is_taken = held.pledged and cluster.ltv(owing, collateral, True) is not None
    require(is_taken, Reason.NOT_COLLATERAL, f"{command.account} has enabled no {command.collateral} for its debt")
    waits = cooling_off(checked_of(book, loan), now_s, int(book.evaults.cool_off[row_of(book, owing)]))
    if waits:
        refuse(waits, command.account, Reason.MORE_THAN_OWED)
    needed = [*taken(cluster, before, owing, True), collateral, owing]
    reading.priced(book, {reserve: before[reserve] for reserve in needed})
    return scene_of(book, Sides(loan, collateral, owing), now_s)


def _sized(scene: Scene, command: c.LiquidateLoan | c.TakeOverDebt) -> Liquidation:
    done = sized(scene, reading.units(command.amount))
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.MORE_THAN_OWED)
    assert isinstance(done, Liquidation)
    return done


def _passed(scene: Scene, by: Debt, units: int, who: str) -> tuple[Debt, Debt]:
    both = passed(scene, by, units)
    if isinstance(both, Refusal):
        refuse(both, who, Reason.MORE_THAN_OWED)
    assert isinstance(both, tuple)
    return both


def _repaid(scene: Scene, its: Debt) -> int:
    """Units that pay all of what was taken over."""
    cluster, owing = scene.cluster, scene.sides.owing
    units = vaults.units_up(its.owed)
    done = vaults.repay(cluster[owing], its, units)
    assert isinstance(done, Drawn), "it is what is owed"
    cluster[owing] = done.vault
    return units


def _redeemed(cluster: Cluster, reserve: int, shares: int) -> int:
    """Units that shares are redeemed for, refused where the vault has lent them out."""
    if not shares:
        return 0
    done = vaults.redeem(cluster[reserve], shares, shares)
    if isinstance(done, Refusal):
        refuse(done, "what is seized", Reason.MORE_THAN_HELD)
    assert isinstance(done, Moved)
    cluster[reserve] = done.vault
    return done.units


def _seat(book: Book, loan: int, reserve: int, opened: list[e.Event]) -> int:
    """A loan's holding in a reserve, opened with the others of this step where it is new."""
    holding = holding_in(book, loan, reserve)
    if holding == book.holdings.n:
        holding += sum(isinstance(one, e.HoldingOpened) for one in opened)
        opened.append(e.HoldingOpened(loan, reserve))
    return holding
