"""Everybody above the line is liquidated at once, as far as an amount goes; beyond the highest line all is absorbed.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/coreModule/main.sol liquidate (read 2026-11-27)
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.fluid.scene import Scene, refuse
from solvent.engine.loans.fluid.view import named
from solvent.engine.loans.reading import paid_in, paid_out, units
from solvent.engine.refusal import Stages, require
from solvent.lending.fluid.absorbing import Absorbed
from solvent.lending.fluid.liquidity import Layer, borrowed, stored
from solvent.lending.fluid.positions import LEAST
from solvent.lending.fluid.walking import Liquidated, liquidated
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def liquidate_ticks(book: Book, command: c.LiquidateTicks) -> Stages:
    """Debt repaid from the highest tick down, collateral received at the vault's price and its penalty."""
    pool = reading.pool_of(book, command.pool)
    scene = Scene(book, pool, reading.seconds(command.time_ns))
    amount, least = units(command.amount, True), units(command.least, True)
    require(not amount or amount >= LEAST, Reason.AMOUNT_NOT_ALLOWED, f"expected 0 or {LEAST} units, found {amount}")
    first = scene.vault.top or 0
    done = liquidated(scene.vault, scene.lines, amount, scene.prices, least, absorbs=command.absorbs)
    if isinstance(done, Refusal):
        refuse(done, command.pool, Reason.MORE_THAN_OWED)
    assert isinstance(done, Liquidated)
    paid = _paid(scene, command.pool, done) if done.repaid else []
    gone = done.absorbed or Absorbed(0, 0)
    told = e.TicksLiquidated(
        scene.row, str(done.repaid), str(done.seized), str(done.from_absorbed), str(gone.debt), str(gone.collateral),
        first, scene.vault.top or 0,
    )  # fmt: skip
    yield [told, *scene.ended(), *paid]
    yield named(book, pool, scene.now_s, always=bool(done.absorbed or done.from_absorbed))
    yield watching.swept(book, pool)


def _paid(scene: Scene, who: str, done: Liquidated) -> list[e.Event]:
    """The layer's side of it: debt that the vault owes no more, and collateral that leaves."""
    layer = borrowed(scene.layer, -done.repaid)
    left = stored(scene.stored, -done.seized) if done.seized else scene.stored
    if isinstance(layer, Refusal):
        refuse(layer, who, Reason.MORE_THAN_OWED)
    if isinstance(left, Refusal):
        refuse(left, who, Reason.NO_LIQUIDITY)
    assert isinstance(layer, Layer)
    assert isinstance(left, int)
    scene.layer, scene.stored = layer, left
    paid = paid_in(scene.book, scene.borrowed, done.repaid, Posting.LOAN_LIQUIDATION)
    return paid + paid_out(scene.book, scene.collateral, done.seized, Posting.LOAN_SEIZURE)
