"""What lenders and borrowers do in a market of Morpho Blue, each refused as the contract would revert.

Amounts are units; "all" is said to the contract in shares, which is how it closes a debt to the last one.
"""

from typing import NamedTuple

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import watching
from solvent.engine.loans.morpho.pair import (
    Pair,
    begun,
    early_of,
    ended,
    pair_of,
    position_of,
    refuse,
    told_price,
)
from solvent.engine.loans.places import Place, changed, known, loan_in, place_of
from solvent.engine.loans.reading import EVERYTHING, paid_in, paid_out, pool_of, some, units
from solvent.engine.refusal import Stages, account_of, require
from solvent.lending.aave.pool import Holding
from solvent.lending.morpho import market as rules
from solvent.lending.morpho.liquidation import Market, Position
from solvent.lending.morpho.market import Drawn, Moved, Running
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


class Scene(NamedTuple):
    """A market at the command's time, and what its account has there."""

    pair: Pair
    running: Running
    minted: int
    position: Position

    @property
    def market(self) -> Market:
        """With its interest."""
        return self.running.market

    def after(self, pool: int, market: Market) -> e.PairUpdated:
        """What writes the market as it is then."""
        return ended(pool, self.running._replace(market=market), self.minted)


def scene_of(book: Book, pool: int, loan: int, now_s: int) -> Scene:
    """A market with its interest up to now."""
    pair = pair_of(book, pool)
    return Scene(pair, *begun(book, pair, now_s), position_of(book, loan, pair))


def supply(book: Book, command: c.Supply) -> Stages:
    """Units in: of the loan asset they are lent; of the other they are collateral, and no interest is written."""
    place, amount = place_of(book, command), some(command.amount)
    scene = scene_of(book, place.pool, place.loan, place.now_s)
    if place.reserve == scene.pair.collateral:
        yield from _pledged(book, place, amount)
        return
    done = rules.supply(scene.market, units=amount)
    assert isinstance(done, Moved), "one amount is given"
    now = place.here._replace(supplied=place.here.supplied + done.shares)
    paid = paid_in(book, place.reserve, amount, Posting.LOAN_SUPPLY)
    yield [*place.opened, scene.after(place.pool, done.market), changed(place.holding, now), *paid]
    yield watching.looked(book, place.loan)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Units out, as far as borrowers have not got them, or the debt does not need them."""
    place, wanted = known(book, command), units(command.amount)
    scene = scene_of(book, place.pool, place.loan, place.now_s)
    if place.reserve == scene.pair.collateral:
        yield from _released(book, place, scene, wanted, command.account)
        return
    held = place.here.supplied
    require(held > 0, Reason.MORE_THAN_HELD, f"{command.account} has lent nothing to {command.pool}")
    asked = {"shares": held} if wanted == EVERYTHING else {"units": wanted}
    done = rules.withdraw(scene.market, held, **asked)
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.MORE_THAN_HELD)
    assert isinstance(done, Moved)
    paid = paid_out(book, place.reserve, done.units, Posting.LOAN_REDEMPTION)
    now = place.here._replace(supplied=held - done.shares)
    yield [scene.after(place.pool, done.market), changed(place.holding, now), *paid]
    yield watching.looked(book, place.loan)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """Units of the loan asset out, to the line from which the loan may be liquidated and not beyond."""
    place, amount = place_of(book, command), some(command.amount)
    scene = scene_of(book, place.pool, place.loan, place.now_s)
    is_lent = place.reserve == scene.pair.loan
    require(is_lent, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    done = rules.borrow(scene.market, scene.position, told_price(book, scene.pair), units=amount)
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.MORE_THAN_OWED)
    assert isinstance(done, Drawn)
    paid = paid_out(book, place.reserve, done.units, Posting.LOAN_BORROWING)
    now = place.here._replace(owed=done.position.borrow_shares)
    yield [*place.opened, scene.after(place.pool, done.market), changed(place.holding, now), *paid]
    yield watching.looked(book, place.loan)


def repay(book: Book, command: c.Repay) -> Stages:
    """Units in, refused where they are worth more shares than are owed: nothing is cut to fit."""
    place, wanted = known(book, command), units(command.amount)
    scene = scene_of(book, place.pool, place.loan, place.now_s)
    owes = place.reserve == scene.pair.loan and place.here.owed > 0
    require(owes, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    asked = {"shares": place.here.owed} if wanted == EVERYTHING else {"units": wanted}
    done = rules.repay(scene.market, scene.position, **asked)
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.MORE_THAN_OWED)
    assert isinstance(done, Drawn)
    paid = paid_in(book, place.reserve, done.units, Posting.LOAN_REPAYMENT)
    now = place.here._replace(owed=done.position.borrow_shares)
    yield [scene.after(place.pool, done.market), changed(place.holding, now), *paid]
    yield watching.looked(book, place.loan)


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Units lent or owed or put up already, whatever they are worth; the market must have had what was lent on."""
    place, supplied, owed = place_of(book, command), units(command.supplied, True), units(command.owed, True)
    require(supplied + owed > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    scene = scene_of(book, place.pool, place.loan, place.now_s)
    if place.reserve == scene.pair.collateral:
        require(not owed, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
        yield from _pledged(book, place, supplied)
        return
    market, here = _loaded(scene, place.here, supplied, owed)
    lacks = market.borrowed - market.supplied
    require(lacks <= 0, Reason.NO_LIQUIDITY,
            f"expected at most {owed - lacks} units owed, found {owed}: load what is supplied first")  # fmt: skip
    paid = paid_in(book, place.reserve, supplied, Posting.LOAN_SUPPLY)
    yield [*place.opened, scene.after(place.pool, market), changed(place.holding, here), *paid]
    yield paid_out(book, place.reserve, owed, Posting.LOAN_BORROWING)
    yield watching.looked(book, place.loan)


def allow_pre_liquidation(book: Book, command: c.AllowPreLiquidation) -> Stages:
    """A borrower agrees to the early line of its market, or no longer; what it owes may be liquidated by it at once."""
    pool, account = pool_of(book, command.pool), account_of(book, command.account)
    loan, new = loan_in(book, pool, account)
    require(not new, Reason.UNKNOWN_LOAN, f"{command.account} has nothing in {command.pool}")
    same = bool(book.loans.early[loan]) == command.allowed
    require(not same, Reason.ALREADY_IN_FORCE, f"{command.account} has {'agreed' if command.allowed else 'not agreed'}")
    has = early_of(book, pair_of(book, pool)) is not None
    require(has, Reason.NOT_OPTED_IN, f"{command.pool} has no early line to agree to")
    yield [e.PreLiquidationAllowed(loan, int(command.allowed))]
    yield watching.looked(book, loan)


def _loaded(scene: Scene, here: Holding, supplied: int, owed: int) -> tuple[Market, Holding]:
    """A market and a holding with more lent to it and more owed, the first of all."""
    market, now = scene.market, here
    if supplied:
        lent = rules.supply(market, units=supplied)
        assert isinstance(lent, Moved), "one amount is given"
        market, now = lent.market, now._replace(supplied=here.supplied + lent.shares)
    if owed:
        drawn = rules.draw(market, scene.position, owed)
        market, now = drawn.market, now._replace(owed=drawn.position.borrow_shares)
    return market, now


def _pledged(book: Book, place: Place, amount: int) -> Stages:
    left = place.here.supplied + amount
    paid = paid_in(book, place.reserve, amount, Posting.LOAN_SUPPLY)
    yield [*place.opened, changed(place.holding, Holding(left, 0, pledged=True)), *paid]
    yield watching.looked(book, place.loan)


def _released(book: Book, place: Place, scene: Scene, wanted: int, who: str) -> Stages:
    """Collateral out: interest is written, and the debt that is left must stay within the line.

    Source    morpho-org/morpho-blue Morpho.sol withdrawCollateral (read 2026-11-27)
    """
    held = place.here.supplied
    amount = held if wanted == EVERYTHING else wanted
    require(0 < amount <= held, Reason.MORE_THAN_HELD, f"expected at most {held} units, found {amount}")
    price = told_price(book, scene.pair) if scene.position.borrow_shares else 0
    left = rules.release(scene.market, scene.position, price, amount)
    if isinstance(left, Refusal):
        refuse(left, who, Reason.MORE_THAN_HELD)
    assert isinstance(left, Position)
    paid = paid_out(book, place.reserve, amount, Posting.LOAN_REDEMPTION)
    now = Holding(left.collateral, 0, pledged=left.collateral > 0)
    yield [scene.after(place.pool, scene.market), changed(place.holding, now), *paid]
    yield watching.looked(book, place.loan)
