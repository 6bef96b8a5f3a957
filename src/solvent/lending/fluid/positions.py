"""Where a position of Fluid stands now, and putting a debt into the tick it belongs to.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/coreModule/helpers.sol fetchLatestPosition,
          _addDebtToTickWrite, _setNewTopTick (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.fluid.numbers import GONE, chained, grain, kept, left_of
from solvent.lending.fluid.ticks import MOST_TICK, ONE, STEP, WHOLE, ratio_between, ratio_of_tick, tick_of_ratio
from solvent.lending.fluid.vault import At, Branch, Mark, Position, Vault
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS

LEAST = 10_000  # raw units that somebody owes, or a tick holds
LEAST_BRANCH = 100


class Standing(NamedTuple):
    """A position as it is now.

    tick, parts        where; none: nothing is owed. parts: WHOLE where it was not liquidated
    debt, collateral   units, raw; the debt without dust
    branch             where it was liquidated; 0: nowhere
    gross              units, raw: the debt with dust
    """

    tick: int | None
    parts: int
    debt: int
    collateral: int
    branch: int
    gross: int

    @property
    def ratio(self) -> int:
        """Debt to collateral where it stands, units of 2^-96; 0: nothing is owed."""
        return 0 if self.tick is None else ratio_between(self.tick, self.parts) if self.branch else \
            ratio_of_tick(self.tick)  # fmt: skip


def standing(vault: Vault, position: Position) -> Standing | Refusal:
    """Where a position is by now: all that was ever liquidated of its tick was so of it, at the same fraction.

    returns   collateral of a stored amount counts one more of its last bits while the debt is taken from it. Of a debt
              that was liquidated a ten-thousandth is forgotten, so that a branch is never emptied by who leaves it, and
              all of it below a hundredth; what is then no more than dust is gone, with its collateral
    """
    if position.tick is None:
        return Standing(None, WHOLE, 0, position.collateral, 0, 0)
    held = position.collateral + grain(position.collateral)
    gross = mul_div_down(ratio_of_tick(position.tick), held, ONE) + 1
    mark = vault.marks[position.tick, position.mark]
    if mark.at is At.OPEN:
        return Standing(position.tick, WHOLE, gross - position.dust, position.collateral, 0, gross)
    found = _ends(vault, mark)
    if isinstance(found, Refusal):
        return found
    at, began = found
    branch = vault.at(at)
    if mark.at is At.CLOSED or began == GONE or branch.at is At.CLOSED:
        return Standing(None, WHOLE, 0, 0, at, 0)
    left = left_of(gross, branch.factor, began)
    left = mul_div_down(left, BPS - 1, BPS) if left > mul_div_down(gross, 1, 100) else 0
    if left <= position.dust:
        return Standing(branch.tick if left else None, branch.parts, 0, 0, at, left)
    collateral = mul_div_down(left, ONE, ratio_between(branch.tick, branch.parts))
    return Standing(branch.tick, branch.parts, left - position.dust, collateral, at, left)


def _ends(vault: Vault, mark: Mark) -> tuple[int, int] | Refusal:
    """The branch that a liquidated tick is in by now, and the factor it would have begun there with."""
    at, began = mark.branch, mark.factor
    while vault.at(at).at is At.MERGED:
        further = chained(began, vault.at(at).factor)
        if isinstance(further, Refusal) or further == GONE:
            return further if isinstance(further, Refusal) else (at, GONE)
        at, began = vault.at(at).base, further
    return at, began


def left(vault: Vault, position: Position, now: Standing) -> Refusal | None:
    """Takes a position out of its tick or its branch."""
    if position.tick is None:
        return None
    if now.branch or not now.gross:
        return _left_branch(vault, position, now)
    mark = vault.now(position.tick)
    if not mark.debt:
        return Refusal.NOT_OWED
    rest = max(mark.debt - now.gross, 0)
    if rest < LEAST:
        rest = 0
        if position.tick == vault.top:
            _lower_top(vault)
    vault.put(position.tick, mark._replace(debt=kept(rest)))
    return None


def _left_branch(vault: Vault, position: Position, now: Standing) -> Refusal | None:
    if not now.debt:
        vault.dust += position.dust - now.gross
        return None
    branch = vault.at(now.branch)
    if now.gross > branch.debt:
        return Refusal.TOO_MUCH
    rest = max(branch.debt - now.gross, LEAST_BRANCH)
    vault.tree[now.branch] = branch._replace(debt=kept(rest, up=True))
    return None


def _lower_top(vault: Vault) -> None:
    """The highest tick is emptied: the next one below it is the highest, or where the base of the branch stands."""
    below = next((tick for tick in vault.open_ticks() if vault.top is not None and tick < vault.top), None)
    here = vault.at(vault.branch)
    floor = here.floor
    if floor is not None and (below is None or floor > below):
        vault.tree[vault.branch] = Branch()
        vault.branches = vault.branch - 1
        vault.top, vault.liquidated, vault.branch = floor, True, here.base
    else:
        vault.top, vault.liquidated = below, False


class Placed(NamedTuple):
    """Where a debt was put: tick and id, units, raw, of the tick's debt that are its, and of these dust."""

    tick: int
    mark: int
    gross: int
    dust: int


def placed(vault: Vault, collateral: int, debt: int) -> Placed | Refusal:
    """Puts a debt into the lowest tick that is above its ratio; what it owes more there is dust.

    collateral, debt   units, raw
    """
    if debt < LEAST:
        return Refusal.DUST
    if not collateral:
        return Refusal.POWER
    found = tick_of_ratio(mul_div_down(debt, ONE, collateral))
    if isinstance(found, Refusal) or found[0] >= MOST_TICK:
        return Refusal.OUT_OF_RANGE
    tick = found[0] + 1
    gross = mul_div_down(mul_div_down(found[1], STEP, BPS), collateral, ONE)
    if gross < debt:
        return Refusal.OUT_OF_RANGE
    mark = vault.now(tick)
    if mark.at is not At.OPEN:
        vault.ids[tick] = vault.ids.get(tick, 0) + 1
        mark = Mark()
    if mark.debt + gross < LEAST:
        return Refusal.DUST
    vault.put(tick, mark._replace(debt=kept(mark.debt + gross)))
    return Placed(tick, vault.ids[tick], gross, gross - debt)


def raised(vault: Vault, tick: int) -> None:
    """A tick at the top or above it is the highest: over a branch that was liquidated a new one begins."""
    if vault.top is not None and tick < vault.top:
        return
    if vault.liquidated:
        vault.branches += 1
        vault.tree[vault.branches] = Branch(base=vault.branch, base_tick=vault.top or 0)
        vault.branch, vault.liquidated = vault.branches, False
    vault.top = tick
