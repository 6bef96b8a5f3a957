"""What a borrower does in a vault of Fluid: collateral in or out, debt out or in, in one step.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/coreModule/main.sol operate (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.fluid.liquidity import PAR
from solvent.lending.fluid.numbers import kept
from solvent.lending.fluid.positions import LEAST, Standing, left, placed, raised, standing
from solvent.lending.fluid.ticks import ONE
from solvent.lending.fluid.vault import Position, Vault
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS

ALL = -(1 << 255)  # all of it out, or back
MOST = 2**128 - 1
FINER, SLACK = 1_000_000_001, 1_000_000_000


class Prices(NamedTuple):
    """What raw units are worth, 12 decimals."""

    supply: int
    borrow: int


class Done(NamedTuple):
    """A position afterwards, and units that moved: in above 0, out below it; of debt the other way round."""

    position: Position
    collateral: int
    debt: int


class _Now(NamedTuple):
    """Raw collateral and debt as they become, and units that move."""

    held: int
    owed: int
    collateral: int
    debt: int


def operated(
    vault: Vault, position: Position, collateral: int, debt: int, prices: Prices, fee: int, most: int | Refusal | None
) -> Done | Refusal:
    """One step.

    collateral, debt   units: deposited and borrowed above 0, withdrawn and paid back below; ALL: all of it
    fee                parts in 10^4 of what is borrowed, owed on top
    most               the tick up to which may be borrowed, or why nobody knows; none: it is not asked
    returns            what is owed is rounded up by a part in 10^9 as it is put into a tick. A position that becomes
                       riskier must end at `most` or below
    """
    if not (collateral or debt):
        return Refusal.NOTHING
    if any(0 < abs(amount) < LEAST for amount in (collateral, debt)):
        return Refusal.DUST
    before = standing(vault, position)
    refused = before if isinstance(before, Refusal) else left(vault, position, before)
    if isinstance(before, Refusal) or refused:
        return refused or Refusal.NOTHING
    held = _held(before, collateral, prices.supply)
    owed = held if isinstance(held, Refusal) else _owed(before, debt, prices.borrow, fee)
    if isinstance(held, Refusal) or isinstance(owed, Refusal):
        return Refusal.TOO_MUCH
    now = _Now(held[0], owed[0], held[1], owed[1])
    if not (now.collateral or now.debt):
        return Refusal.NOTHING
    after = _stands(vault, position, before, now, most)
    if isinstance(after, Refusal):
        return after
    net = after[1]
    totals = vault.supplied + now.held - before.collateral, vault.owed + net - before.debt
    if min(totals) < 0:
        return Refusal.LENT_OUT
    vault.supplied, vault.owed = kept(totals[0]), kept(totals[1], up=True)
    return Done(after[0], now.collateral, now.debt)


def _held(before: Standing, amount: int, price: int) -> tuple[int, int] | Refusal:
    """Raw collateral afterwards, and units that move; what comes in counts rounded down, what goes out a unit more."""
    if amount == ALL:
        return 0, 1 - mul_div_down(before.collateral, price, PAR)
    if amount >= 0:
        held = before.collateral + mul_div_down(amount, PAR, price)
    else:
        held = before.collateral - mul_div_down(-amount, PAR, price) - 1
    return (held, amount) if 0 <= held <= MOST else Refusal.TOO_MUCH


def _owed(before: Standing, amount: int, price: int, fee: int) -> tuple[int, int] | Refusal:
    """Raw debt afterwards, and units that move; what is borrowed counts a unit more, what is paid back a unit less."""
    if amount == ALL:
        return 0, -mul_div_down(before.debt, price, PAR) - 1
    if amount >= 0:
        more = mul_div_down(amount, PAR, price) + 1 if amount else 0
        owed = before.debt + more + mul_div_down(more, fee, BPS)
    else:
        less = mul_div_down(-amount, PAR, price) - 1
        owed = before.debt - less if less >= 0 else -1
    return (owed, amount) if 0 <= owed <= MOST else Refusal.TOO_MUCH


def _stands(
    vault: Vault, position: Position, before: Standing, now: _Now, most: int | Refusal | None
) -> tuple[Position, int] | Refusal:
    """The position in its tick, and its debt without dust."""
    if not now.owed:
        return Position(None, position.mark, kept(now.held)), 0
    put = placed(vault, now.held, mul_div_down(now.owed, FINER, SLACK) + 1)
    if isinstance(put, Refusal):
        return put
    net = put.gross - put.dust
    if now.debt < 0 and net > before.debt:
        return Refusal.NOTHING
    if now.collateral > 0 and not now.debt:
        ratios = mul_div_down(net, ONE, now.held), mul_div_down(before.debt, ONE, before.collateral)
        if ratios[0] > ratios[1]:
            return Refusal.NOTHING
    raised(vault, put.tick)
    riskier = before.tick is None or before.tick <= put.tick or net > mul_div_down(before.debt, FINER, SLACK) + 1
    if most is not None and (now.collateral < 0 or now.debt > 0) and riskier:
        if isinstance(most, Refusal):
            return most
        if put.tick > most:
            return Refusal.POWER
    return Position(put.tick, put.mark, kept(now.held), kept(put.dust)), net
