"""What a loan in a vault of Fluid stands at, and what the vault has absorbed that is worth less than it owes."""

from collections.abc import Iterator

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.fluid.positions import loan_of
from solvent.engine.loans.fluid.scene import Scene, row_of
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.fluid.lines import Lines
from solvent.lending.fluid.liquidity import PAR
from solvent.lending.fluid.positions import Standing as Stands
from solvent.lending.fluid.positions import standing as stands_at
from solvent.lending.fluid.ticks import ratio_of_tick
from solvent.lending.refusal import Refusal
from solvent.lending.scales import INFINITE, WAD
from solvent.lending.standing import Standing
from solvent.policy import TickPolicy
from solvent.reasons import Bearer

BEARER = Bearer.GOVERNANCE
PRICE = 10**TickPolicy.PRICE_DECIMALS  # of the borrowed asset, in which prices are told
BPS_IN_PARTS = 10


def standing(book: Book, loan: int, now_s: int) -> Standing | None:
    """A loan's values and health; none while no price was told, or none that a vault can have lines at.

    Health is the ratio of the liquidation tick over that of the loan's tick: above that tick anybody may liquidate,
    from the highest down.
    """
    scene = Scene(book, int(book.loans.pool[loan]), now_s)
    has = loan_of(book, loan, scene).position
    now, t = stands_at(scene.vault, has), book.tick_vaults
    ltv, threshold = (int(cell[scene.row]) * BPS_IN_PARTS for cell in (t.factor, t.threshold))
    if isinstance(now, Refusal):
        return None
    if not (has.collateral or now.debt):
        return Standing(0, 0, ltv, threshold, INFINITE, False)
    lines = scene.lines
    if isinstance(lines, Refusal):
        return None
    unit = 10 ** int(book.reserves.decimals[scene.borrowed])
    held = mul_div_down(now.collateral, scene.prices.supply, PAR)
    worth = mul_div_down(held, scene.told, unit)
    owed = mul_div_down(now.debt, scene.prices.borrow, PAR) + 1 if now.debt else 0
    if not owed:
        return Standing(worth, 0, ltv, threshold, INFINITE, False)
    found, ripe = mul_div_down(ratio_of_tick(lines.threshold), WAD, now.ratio), is_ripe(now, lines)
    return Standing(worth, mul_div_up(owed, PRICE, unit), ltv, threshold, found if ripe else max(found, WAD), ripe)


def is_ripe(now: Stands, lines: Lines) -> bool:
    """Whether a position stands above the line; where a liquidation that reached it has ended is not."""
    if now.tick is None or not now.debt:
        return False
    ended = now.branch > 0 and (now.tick, now.parts) == (lines.threshold + 1, 1)
    return now.tick > lines.threshold and not ended


def suspects(book: Book, pool: int, now_s: int) -> list[int]:
    """The loans the exact rule must be asked about: a liquidation only ever lowers a tick, so who last stood at the
    line or below it is not above it now."""
    lines, t = Scene(book, pool, now_s).lines, book.tick_loans
    if isinstance(lines, Refusal):
        return []
    ripe = book.loans.liquidatable[t.loan] == 1
    mine = book.loans.pool[t.loan] == pool
    return [int(loan) for loan in t.loan[mine & (ripe | ((t.owes == 1) & (t.tick > lines.threshold)))]]


def unbacked(book: Book, loan: int, _now_s: int) -> Iterator[tuple[int, int]]:
    """Nothing: a position whose collateral is gone owes nothing, since the vault has taken its debt over."""
    for row in book.holdings_of(loan):
        yield row, 0


def named(book: Book, pool: int, now_s: int, always: bool = False) -> list[e.Event]:
    """Names what was absorbed and is worth less than it owes: where that has changed, or where something moved it."""
    scene, row = Scene(book, pool, now_s), row_of(book, pool)
    if not always and bool(scene.missing) == bool(book.tick_vaults.short[row]):
        return []
    return [e.AbsorbedLossNamed(row, str(scene.missing), BEARER)]


def told(book: Book, pool: int, now_s: int) -> list[e.Event]:
    """What a price or time changed of what was absorbed."""
    return named(book, pool, now_s)


def par(book: Book, reserve: int) -> int:
    """What the borrowed asset is worth, in which prices are told; 0 of the collateral, whose price is."""
    row = row_of(book, int(book.reserves.pool[reserve]))
    return PRICE if reserve == int(book.tick_vaults.borrowed[row]) else 0
