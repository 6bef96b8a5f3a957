"""What a trove stands at, who may be liquidated as the system stands, and whether that is in recovery mode."""

from collections.abc import Iterator

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans.liquity.branch import Branch, branch_of, reserves_of, system_of, terms_of
from solvent.engine.loans.liquity.troves import Seat, seat_at, seats_in
from solvent.fixed import mul_div_down
from solvent.lending.liquity import modes
from solvent.lending.liquity.modes import System
from solvent.lending.liquity.ratio import Lines, ratio
from solvent.lending.liquity.split import Split
from solvent.lending.scales import BPS, INFINITE, WAD
from solvent.lending.standing import Standing
from solvent.reasons import Bearer

BEARER = Bearer.BORROWERS


def standing(book: Book, loan: int, _now_s: int) -> Standing | None:
    """A trove's values, none while no price was told.

    Its health is its ratio over the least, so in recovery mode one above 1 may be liquidated.
    """
    pool = int(book.loans.pool[loan])
    branch = branch_of(book, pool)
    seat = seat_at(book, pool, int(book.loans.account[loan]), branch)
    price, lines = _price(book, branch), terms_of(book, branch).lines
    if not price and seat.trove.collateral:
        return None
    own = ratio(*seat.trove, price)
    health = mul_div_down(own, WAD, lines.minimum) if seat.trove.debt else INFINITE
    share = mul_div_down(BPS, WAD, lines.minimum)
    worth, ripe = mul_div_down(seat.trove.collateral, price, WAD), _is_ripe(seat, system_of(book, branch), price, lines)
    return Standing(worth, seat.trove.debt, share, share, health, ripe)


def suspects(book: Book, pool: int, _now_s: int) -> list[int]:
    """The troves that have changed sides, exactly: every one is asked, since each one's line depends on all others."""
    branch = branch_of(book, pool)
    price, lines, system = _price(book, branch), terms_of(book, branch).lines, system_of(book, branch)
    if not price:
        return []
    ripe = {seat.loan for seat in seats_in(book, pool, branch) if _is_ripe(seat, system, price, lines)}
    flagged = {loan for loan in book.trove_of if book.loans.pool[loan] == pool and book.loans.liquidatable[loan]}
    return sorted(ripe ^ flagged)


def unbacked(book: Book, loan: int, _now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, what a trove owes with no collateral at all) of each holding."""
    pool = int(book.loans.pool[loan])
    seat = seat_at(book, pool, int(book.loans.account[loan]), branch_of(book, pool))
    yield seat.due, 0 if seat.trove.collateral else seat.trove.debt


def told(book: Book, pool: int, _now_s: int) -> list[e.Event]:
    """That recovery mode begins or ends."""
    branch = branch_of(book, pool)
    price, system = _price(book, branch), system_of(book, branch)
    on = price > 0 and system.recovering(price, terms_of(book, branch).lines)
    if on == bool(book.branches.recovering[branch.row]):
        return []
    return [e.RecoveryModeSet(branch.row, int(on), str(ratio(system.collateral, system.debt, price)))]


def _price(book: Book, branch: Branch) -> int:
    return wide(book.reserves, reserves_of(book, branch)[0], "price")


def _is_ripe(seat: Seat, system: System, price: int, lines: Lines) -> bool:
    return bool(seat.trove.debt) and isinstance(modes.liquidate(seat.trove, system, price, None, lines), Split)
