"""A stranger liquidates a loan by exactly what it names; what no collateral pays for, all lenders lose at once."""

from typing import NamedTuple

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.morpho.actions import Scene, scene_of
from solvent.engine.loans.morpho.pair import early_of, health_of, line_of, refuse, told_price
from solvent.engine.loans.places import changed, holding_in, loan_in
from solvent.engine.refusal import Stages, account_of, require
from solvent.lending.morpho import early, liquidation
from solvent.lending.morpho import market as rules
from solvent.lending.morpho.early import Bounds, Terms
from solvent.lending.morpho.liquidation import Liquidation
from solvent.lending.refusal import Refusal
from solvent.reasons import Bearer, Posting, Reason


class Asked(NamedTuple):
    """What a liquidator names: units of collateral, or shares of the debt."""

    seized: int
    shares: int


class Early(NamedTuple):
    """An early liquidation, and what bounded it."""

    bounds: Bounds
    done: Liquidation


def liquidate_exactly(book: Book, command: c.LiquidateExactly) -> Stages:
    """What `liquidate` of the contract does, or of the contract a borrower agreed to.

    Source    morpho-org/morpho-blue Morpho.sol liquidate; morpho-org/pre-liquidation 9e8b7f4 PreLiquidation.sol
              preLiquidate, onMorphoRepay (read 2026-11-27)
    """
    pool, account = reading.pool_of(book, command.pool), account_of(book, command.account)
    loan, new = loan_in(book, pool, account)
    require(not new, Reason.UNKNOWN_LOAN, f"{command.account} has nothing in {command.pool}")
    asked = Asked(*(reading.units(digits, True) for digits in (command.seized, command.shares)))
    scene = scene_of(book, pool, loan, reading.seconds(command.time_ns))
    price = told_price(book, scene.pair)
    health = str(health_of(scene.market, scene.position, price, line_of(book, loan, scene.pair)))
    if command.early:
        terms = early_of(book, scene.pair)
        agreed = terms is not None and bool(book.loans.early[loan])
        require(agreed, Reason.NOT_OPTED_IN, f"{command.account} agreed to no early line in {command.pool}")
        assert terms is not None
        before = early_done(scene, price, terms, asked)
        if isinstance(before, Refusal):
            refuse(before, command.account, Reason.MORE_THAN_OWED)
        assert isinstance(before, Early)
        told = _told_early(scene, loan, before, health)
        yield from _moved(book, pool, loan, scene, before.done, [told])
        return
    done = liquidation.liquidate(scene.market, scene.position, price, *asked)
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.MORE_THAN_OWED)
    assert isinstance(done, Liquidation)
    yield from _moved(book, pool, loan, scene, done, list(_told(scene, loan, done, health)))


def early_done(scene: Scene, price: int, terms: Terms, asked: Asked) -> Early | Refusal:
    """What an early liquidation does: a repayment in the borrower's name, and collateral released for it."""
    found = early.bounds(scene.market, scene.position, price, terms)
    moved = early.liquidate(scene.market, scene.position, price, terms, *asked)
    if isinstance(moved, Refusal):
        return moved
    assert isinstance(found, Bounds), "what was moved was within bounds"
    seized, repaid = moved
    shares = asked.shares or liquidation.shares_for(seized, price, found.incentive, scene.market)
    drawn = rules.repay(scene.market, scene.position, shares=shares)
    assert isinstance(drawn, rules.Drawn), "no more is repaid than is owed"
    left = drawn.position._replace(collateral=drawn.position.collateral - seized)
    return Early(found, Liquidation(seized, repaid, 0, drawn.market, left))


def _told(scene: Scene, loan: int, done: Liquidation, health: str) -> list[e.Event]:
    pair = scene.pair
    told: list[e.Event] = [
        e.LoanLiquidated(loan, pair.collateral, pair.loan, str(done.repaid), str(done.seized), health)
    ]
    if done.bad_debt:
        lost, before = str(done.bad_debt), str(scene.market.supplied)
        told.append(e.LendersLost(loan, pair.loan, lost, before, Bearer.LENDERS_AT_ONCE))
    return told


def _told_early(scene: Scene, loan: int, before: Early, health: str) -> e.Event:
    moved, bounds = (str(before.done.repaid), str(before.done.seized)), before.bounds
    return e.LoanPreLiquidated(
        loan, scene.pair.collateral, scene.pair.loan, *moved, health, str(bounds.incentive), str(bounds.shares)
    )  # fmt: skip


def _moved(book: Book, pool: int, loan: int, scene: Scene, done: Liquidation, told: list[e.Event]) -> Stages:
    """What the market and the loan are afterwards, collateral to the stranger and its payment in."""
    pair, has, left = scene.pair, reading.holdings_of(book, loan), done.position
    received = reading.paid_out(book, pair.collateral, done.seized, Posting.LOAN_SEIZURE)
    given = reading.paid_in(book, pair.loan, done.repaid, Posting.LOAN_LIQUIDATION)
    holdings: list[e.Event] = []
    if pair.collateral in has:
        now = has[pair.collateral]._replace(supplied=left.collateral, pledged=left.collateral > 0)
        holdings.append(changed(holding_in(book, loan, pair.collateral), now))
    owing = has[pair.loan]._replace(owed=left.borrow_shares)
    holdings.append(changed(holding_in(book, loan, pair.loan), owing))
    yield [*told, scene.after(pool, done.market), *holdings, *received, *given]
    yield watching.looked(book, loan)
