"""What borrowers do in a vault of Fluid: each step takes their debt out of its tick and puts it into another.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/coreModule/main.sol operate (read 2026-11-27)
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.fluid import lending
from solvent.engine.loans.fluid.positions import loan_of, now_of, stands
from solvent.engine.loans.fluid.scene import Scene, refuse
from solvent.engine.loans.places import Asked, loan_in
from solvent.engine.loans.reading import EVERYTHING, paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.fluid.liquidity import Layer, borrowed, stored
from solvent.lending.fluid.operating import ALL, Done, operated
from solvent.lending.fluid.positions import LEAST
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def supply(book: Book, command: c.Supply) -> Stages:
    """Collateral onto a position; or the borrowed asset, lent to the layer."""
    scene, loan, opened, of_debt = _asked(book, command)
    amount = some(command.amount)
    if of_debt:
        yield from lending.supply(scene, command, loan, opened, amount)
        return
    yield from _moved(scene, command, loan, opened, (_enough(amount), 0))


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Collateral off a position, as far as it stays below where may be borrowed; or what was lent."""
    scene, loan, opened, of_debt = _asked(book, command)
    wanted = units(command.amount)
    if of_debt:
        yield from lending.redeem(scene, command, loan, wanted)
        return
    has = loan_of(book, loan, scene).position
    require(has.collateral > 0, Reason.MORE_THAN_HELD, f"{command.account} has no collateral in {command.pool}")
    yield from _moved(scene, command, loan, opened, (ALL if wanted == EVERYTHING else -_enough(wanted), 0))


def borrow(book: Book, command: c.Borrow) -> Stages:
    """The borrowed asset out, against collateral."""
    scene, loan, opened, of_debt = _asked(book, command)
    amount = some(command.amount)
    require(of_debt, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    yield from _moved(scene, command, loan, opened, (0, _enough(amount)))


def repay(book: Book, command: c.Repay) -> Stages:
    """The borrowed asset back: at most what is owed now."""
    scene, loan, opened, of_debt = _asked(book, command)
    wanted = units(command.amount)
    require(of_debt, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    has = loan_of(book, loan, scene).position
    owes = now_of(scene, has, command.account).debt > 0
    require(owes, Reason.NOTHING_OWED, f"{command.account} owes nothing to {command.pool}")
    yield from _moved(scene, command, loan, opened, (0, ALL if wanted == EVERYTHING else -_enough(wanted)))


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Collateral, what is lent, or a debt against the collateral that was read in before, at whatever price."""
    scene, loan, opened, of_debt = _asked(book, command)
    supplied, owes = units(command.supplied, True), units(command.owed, True)
    require(supplied + owes > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    require(of_debt or not owes, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    if of_debt and supplied:
        require(not owes, Reason.AMOUNT_NOT_ALLOWED, "expected something lent or owed, found both")
        yield from lending.supply(scene, command, loan, opened, supplied)
        return
    amounts = (0, _enough(owes)) if of_debt else (_enough(supplied), 0)
    yield from _moved(scene, command, loan, opened, amounts, asks=False)


def _asked(book: Book, command: Asked) -> tuple[Scene, int, list[e.Event], bool]:
    """The vault a command names, its loan and what opens that, and whether it is about the borrowed asset."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    reserve, scene = reading.reserve_of(book, pool, command.asset), Scene(book, pool, reading.seconds(command.time_ns))
    loan, opened = loan_in(book, pool, account)
    return scene, loan, opened, reserve == scene.borrowed


def _enough(amount: int) -> int:
    require(amount >= LEAST, Reason.AMOUNT_NOT_ALLOWED, f"expected {LEAST} units or more, found {amount}")
    return amount


def _moved(
    scene: Scene, command: Asked, loan: int, opened: list[e.Event], amounts: tuple[int, int], *, asks: bool = True
) -> Stages:
    """One step of a position; amounts as of `lending.fluid.operating`."""
    book, who = scene.book, command.account
    has, fee = loan_of(book, loan, scene), int(book.tick_vaults.fee[scene.row])
    most = scene.borrowable if asks else None
    done = operated(scene.vault, has.position, *amounts, scene.prices, fee, most)
    if isinstance(done, Refusal):
        refuse(done, who, Reason.MORE_THAN_OWED if amounts[1] < 0 else Reason.MORE_THAN_HELD)
    assert isinstance(done, Done)
    paid = [*_stored(scene, who, done.collateral), *_lent(scene, who, done.debt)]
    yield [*stands(scene, loan, has._replace(position=done.position), opened), *scene.ended(), *paid]
    yield watching.swept(book, scene.pool)


def _stored(scene: Scene, who: str, amount: int) -> list[e.Event]:
    """Collateral into the layer, or out of it."""
    if not amount:
        return []
    after = stored(scene.stored, amount)
    if isinstance(after, Refusal):
        refuse(after, who, Reason.NO_LIQUIDITY)
    assert isinstance(after, int)
    scene.stored = after
    if amount > 0:
        return paid_in(scene.book, scene.collateral, amount, Posting.LOAN_SUPPLY)
    return paid_out(scene.book, scene.collateral, -amount, Posting.LOAN_REDEMPTION)


def _lent(scene: Scene, who: str, amount: int) -> list[e.Event]:
    """The borrowed asset out of the layer, or back into it."""
    if not amount:
        return []
    paid = paid_out(scene.book, scene.borrowed, amount, Posting.LOAN_BORROWING) if amount > 0 else \
        paid_in(scene.book, scene.borrowed, -amount, Posting.LOAN_REPAYMENT)  # fmt: skip
    after = borrowed(scene.layer, amount)
    if isinstance(after, Refusal):
        refuse(after, who, Reason.MORE_THAN_OWED if amount < 0 else Reason.NO_LIQUIDITY)
    assert isinstance(after, Layer)
    scene.layer = after
    return paid
